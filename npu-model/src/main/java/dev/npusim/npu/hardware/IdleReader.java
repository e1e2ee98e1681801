package dev.npusim.npu.hardware;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Idle;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.Optional;

/** Reads what gating saves of the static power, and the DRAM's power beside its bits. */
record IdleReader(Section energy, String process) {
  /**
   * @param arrayPeakWatts dynamic power of the array at its peak
   * @param staticWatts of the whole chip
   */
  Idle read(double arrayPeakWatts, double staticWatts) {
    Constant dram =
        power(
            "dram_background",
            assumption(
                0,
                "W",
                "the per-bit figures of the tables are for everything the DRAM does, activation"
                    + " and standby included"));
    Constant array =
        power(
            "static_array",
            assumption(
                Math.min(staticWatts, EnergyDefaults.STATIC_SHARE * arrayPeakWatts),
                "W",
                "10 % of the array's peak dynamic power, at most energy.static"));
    Constant vector =
        power(
            "static_vector",
            assumption(0, "W", "the default of energy.static has no term for the vector unit"));
    if (array.value() + vector.value() > staticWatts * (1 + 1e-9)) {
      throw energy.error(
          "static",
          Kinds.POWER.format(staticWatts)
              + " is less than its parts: energy.static_array "
              + Kinds.POWER.format(array.value())
              + " and energy.static_vector "
              + Kinds.POWER.format(vector.value()));
    }
    return new Idle(array, gating("gating_array"), vector, gating("gating_vector"), dram);
  }

  private Constant power(String key, Constant fallback) {
    return new EnergyField(Kinds.POWER, "W", energy, process, energy.place("process"))
        .read(key, Optional.of(fallback));
  }

  private Constant gating(String key) {
    return new EnergyField(Kinds.SAVING, "share", energy, process, energy.place("process"))
        .read(key, Optional.of(assumption(0, "share", "an idle unit is not gated")));
  }

  private static Constant assumption(double value, String unit, String why) {
    return Constant.computed(value, unit, why, Status.ASSUMPTION);
  }
}
