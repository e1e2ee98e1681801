package dev.npusim.npu.imports;

import dev.npusim.npu.hardware.YamlNode;

/** Translates the files of one tool. */
sealed interface ChipImporter
    permits ScaleSimImporter, VelaImporter, ZigZagImporter, TimeloopImporter {
  /** What the files are called. */
  String format();

  /**
   * Fills {@code draft} with what the file says.
   *
   * @param root the file's sections
   * @throws dev.npusim.npu.hardware.HardwareException where the file makes no sense, with the place
   */
  void read(YamlNode root, ImportOptions options, Draft draft);
}
