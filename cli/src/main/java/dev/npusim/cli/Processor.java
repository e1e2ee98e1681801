package dev.npusim.cli;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;

/** What the processor calls itself. */
final class Processor {
  /** Where Linux tells. */
  private static final Path LINUX = Path.of("/proc/cpuinfo");

  private Processor() {}

  /** The model, as far as the platform tells without asking another program. */
  static String name() {
    String windows = System.getenv("PROCESSOR_IDENTIFIER");
    if (windows != null) {
      return windows;
    }
    try {
      return Files.readAllLines(LINUX, StandardCharsets.UTF_8).stream()
          .filter(line -> line.startsWith("model name"))
          .map(line -> line.substring(line.indexOf(':') + 1).strip())
          .findFirst()
          .orElse("unknown");
    } catch (IOException elsewhere) {
      return "unknown";
    }
  }
}
