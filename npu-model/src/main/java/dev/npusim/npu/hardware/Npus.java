package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.npusim.ir.NearestName;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;

/** Chips by name or file. */
public final class Npus {
  private static final ImmutableList<String> NAMES =
      ImmutableList.of(
          "edge-4tops",
          "edge-16tops",
          "edge-64tops",
          "ethos-u55-32",
          "ethos-u55-64",
          "ethos-u55-128",
          "ethos-u55-256",
          "ethos-u65-256",
          "ethos-u65-512",
          "ethos-u85-128",
          "ethos-u85-512",
          "ethos-u85-2048",
          "coral-edge-tpu",
          "nvdla-small",
          "nvdla-small-256",
          "nvdla-large",
          "eyeriss",
          "gemmini",
          "gemmini-large",
          "meta-prototype-zigzag",
          "meta-prototype-defines",
          "edge-tpu-zigzag",
          "rk3588-npu",
          "meteor-lake-npu",
          "xdna1",
          "xdna2",
          "tpu-v1",
          "tpu-v4i-like");

  /** A chip description is far smaller; anything larger is some other file. */
  private static final int MAX_FILE_BYTES = 4 << 20;

  private static final String BYTE_ORDER_MARK = "\ufeff";

  private Npus() {}

  /** The presets. */
  public static ImmutableList<String> names() {
    return NAMES;
  }

  /**
   * The text of a preset.
   *
   * @throws HardwareException for an unknown name, with the nearest one
   */
  public static String yaml(String name) {
    if (!NAMES.contains(name)) {
      throw new HardwareException(unknown(name));
    }
    URL resource = Resources.getResource(Npus.class, "presets/" + name + ".yaml");
    try {
      return Resources.toString(resource, StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** A preset or file as it is. */
  public static Chip load(String presetOrFile) {
    return load(presetOrFile, List.of());
  }

  /**
   * A preset or file with settings.
   *
   * @param presetOrFile the name of a preset (which wins over a file of the same name), or a path
   * @param settings {@code KEY=VALUE} each, any key of chip.yaml with memories by name, such as
   *     {@code sram.size=8MiB}
   * @throws HardwareException if it cannot be found, read or understood; the message says where
   */
  public static Chip load(String presetOrFile, List<String> settings) {
    if (NAMES.contains(presetOrFile)) {
      return parse(presetOrFile, yaml(presetOrFile), settings);
    }
    return parse(presetOrFile, text(presetOrFile), settings);
  }

  /**
   * A chip from text.
   *
   * @param file what to call the text in messages
   * @throws HardwareException as {@link #load}
   */
  public static Chip parse(String file, String yaml, List<String> settings) {
    YamlNode root = Settings.apply(YamlReader.file(file, yaml), settings);
    StringBuilder source = new StringBuilder(file);
    settings.forEach(setting -> source.append(" --set ").append(setting));
    return ChipReader.read(root, baseName(file), source.toString(), !settings.isEmpty());
  }

  private static String text(String file) {
    try {
      Path path = Path.of(file);
      if (Files.isDirectory(path)) {
        throw new HardwareException(file + ": a directory, not a chip description");
      }
      byte[] bytes;
      try (InputStream in = Files.newInputStream(path)) {
        bytes = in.readNBytes(MAX_FILE_BYTES + 1);
      }
      if (bytes.length > MAX_FILE_BYTES) {
        throw new HardwareException(
            file + ": more than " + MAX_FILE_BYTES + " B; not a chip description");
      }
      // Unlike new String(bytes, UTF_8), a decoder refuses what is not UTF-8.
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text;
    } catch (NoSuchFileException | InvalidPathException e) {
      throw new HardwareException(unknown(file));
    } catch (CharacterCodingException e) {
      throw new HardwareException(file + ": not a text file in UTF-8");
    } catch (IOException e) {
      throw new HardwareException(file + ": cannot be read: " + e.getMessage());
    }
  }

  private static String unknown(String name) {
    return Quote.of(name)
        + ": neither a preset nor a file; "
        + NearestName.of(name, NAMES).map(near -> "did you mean \"" + near + "\"? ").orElse("")
        + "presets: "
        + String.join(", ", NAMES);
  }

  private static String baseName(String file) {
    String name = file.substring(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1);
    int dot = name.lastIndexOf('.');
    String base = dot > 0 ? name.substring(0, dot) : name;
    return base.isEmpty() ? "chip" : base;
  }
}
