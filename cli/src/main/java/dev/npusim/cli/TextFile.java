package dev.npusim.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** Small text files that options name. */
final class TextFile {
  private static final int MOST_BYTES = 64 << 20;

  private TextFile() {}

  static String read(String option, String name) {
    try {
      Path file = Path.of(name);
      if (Files.isDirectory(file)) {
        throw new UsageException(option + " " + name + ": a directory, not a file");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(file)) {
        bytes = in.readNBytes(MOST_BYTES + 1);
      }
      if (bytes.length > MOST_BYTES) {
        throw new UsageException(option + " " + name + ": more than " + MOST_BYTES + " B");
      }
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new UsageException(option + " " + name + ": there is no such file", e);
    } catch (CharacterCodingException e) {
      throw new UsageException(option + " " + name + ": not a text file in UTF-8", e);
    } catch (IOException e) {
      throw new UsageException(option + " " + name + ": " + Destination.reason(e), e);
    }
  }
}
