package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.hardware.EnergySpec.Constant;

/**
 * Area by constants of the chip's own, such as {@code calibrate} fits to measured chips: they stand
 * for everything on the chip, unlike the tables that {@link Area} uses otherwise.
 *
 * @param macMm2 per MAC and cycle at the array's peak, in the format that has most
 * @param sramMm2PerKib per KiB of the SRAM
 * @param fixedMm2 everything else
 */
public record AreaSpec(Constant macMm2, Constant sramMm2PerKib, Constant fixedMm2) {
  /** By key in chip.yaml. */
  public ImmutableMap<String, Constant> table() {
    return ImmutableMap.of("area.mac", macMm2, "area.sram", sramMm2PerKib, "area.fixed", fixedMm2);
  }
}
