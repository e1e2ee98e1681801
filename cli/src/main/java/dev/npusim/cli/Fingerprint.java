package dev.npusim.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.npusim.mapper.layer.LayerMapper;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.CodeSource;
import java.util.TreeMap;
import java.util.jar.JarFile;
import java.util.stream.Stream;
import java.util.zip.CRC32;

/**
 * Tells two builds of the mapper apart, whatever their version says: what one has found must not
 * pass for the result of another.
 */
final class Fingerprint {
  private static final String CODE = "dev/npusim/";

  private Fingerprint() {}

  /**
   * Of the code that a mapping depends on: checksums of all classes beside the mapper, which a jar
   * lists in its directory. Empty where they cannot be found.
   */
  static String ofMapper() {
    CodeSource source = LayerMapper.class.getProtectionDomain().getCodeSource();
    if (source == null) {
      return "";
    }
    try {
      Path path = Path.of(source.getLocation().toURI());
      return Files.isDirectory(path) ? ofDirectory(path) : ofJar(path);
    } catch (IOException | URISyntaxException e) {
      return "";
    }
  }

  private static String ofJar(Path path) throws IOException {
    try (JarFile jar = new JarFile(path.toFile(), false)) {
      TreeMap<String, Long> checksums = new TreeMap<>();
      jar.stream()
          .filter(entry -> entry.getName().startsWith(CODE) && !entry.isDirectory())
          .forEach(entry -> checksums.put(entry.getName(), entry.getCrc()));
      return of(checksums);
    }
  }

  private static String ofDirectory(Path path) throws IOException {
    TreeMap<String, Long> checksums = new TreeMap<>();
    try (Stream<Path> files = Files.walk(path)) {
      for (Path file : files.filter(Files::isRegularFile).toList()) {
        CRC32 checksum = new CRC32();
        checksum.update(Files.readAllBytes(file));
        checksums.put(path.relativize(file).toString(), checksum.getValue());
      }
    }
    return of(checksums);
  }

  private static String of(TreeMap<String, Long> checksums) {
    CRC32 all = new CRC32();
    checksums.forEach((name, checksum) -> all.update((name + checksum + "\n").getBytes(UTF_8)));
    return Long.toHexString(all.getValue());
  }
}
