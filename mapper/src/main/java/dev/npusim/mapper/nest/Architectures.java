package dev.npusim.mapper.nest;

import com.google.common.io.Resources;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;

/** Architectures that ship with the program. */
public final class Architectures {
  private Architectures() {}

  /** The small reference architecture of the comparisons with Timeloop. */
  public static Architecture edge3() {
    try {
      return ArchitectureYaml.read(
          "edge3.yaml",
          Resources.toString(
              Resources.getResource(Architectures.class, "edge3.yaml"), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
