package dev.npusim.npu.imports;

import java.util.Optional;

/**
 * What a file of another tool leaves to that tool's command line.
 *
 * @param clock in chip.yaml's spelling, for files that count cycles only
 * @param accelerator of Vela, such as {@code ethos-u55-128}
 * @param systemConfig of Vela: the section {@code System_Config.NAME}
 * @param memoryMode of Vela: the section {@code Memory_Mode.NAME}
 */
public record ImportOptions(
    Optional<String> clock,
    Optional<String> accelerator,
    Optional<String> systemConfig,
    Optional<String> memoryMode) {
  /** Nothing given. */
  public static final ImportOptions NONE =
      new ImportOptions(Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
