package dev.npusim.workloads;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads the text formats: all of a file, or an error that names it. */
public final class TextFile {
  /** A thousand times the largest that is known; more is another kind of file. */
  private static final int LONGEST = 64 << 20;

  private TextFile() {}

  /**
   * The text without a byte order mark.
   *
   * @throws WorkloadException where the file cannot be read, is longer than 64 MiB or not in UTF-8
   */
  public static String read(Path file) {
    try (InputStream in = Files.newInputStream(file)) {
      byte[] bytes = in.readNBytes(LONGEST + 1);
      if (bytes.length > LONGEST) {
        throw new WorkloadException(
            file + ": longer than the " + (LONGEST >> 20) + " MiB that a text file may have");
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith("\ufeff") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new WorkloadException(file + ": not a text in UTF-8", e);
    } catch (IOException e) {
      throw new WorkloadException(file + " cannot be read: " + e.getMessage(), e);
    }
  }
}
