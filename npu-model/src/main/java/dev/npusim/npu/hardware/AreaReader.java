package dev.npusim.npu.hardware;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import java.util.Optional;

/** Reads the area section: all of its constants, or none. */
final class AreaReader {
  private AreaReader() {}

  static Optional<AreaSpec> read(Section chip, String process) {
    if (!chip.has("area")) {
      return Optional.empty();
    }
    Section area = chip.section("area", Keys.AREA);
    return Optional.of(
        new AreaSpec(
            constant(area, "mac", Kinds.AREA, "mm2", process),
            constant(area, "sram", Kinds.AREA_PER_KIB, "mm2/KiB", process),
            constant(area, "fixed", Kinds.AREA, "mm2", process)));
  }

  private static Constant constant(
      Section area, String key, Kind<Double> kind, String unit, String process) {
    if (!area.has(key)) {
      throw area.missing(key);
    }
    return new EnergyField(kind, unit, area, process, area.place(key)).read(key, Optional.empty());
  }
}
