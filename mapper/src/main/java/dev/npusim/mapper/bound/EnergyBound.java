package dev.npusim.mapper.bound;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;

/**
 * Energy that no schedule of a model on a chip can save: its MACs and lane operations, what the
 * array has to read of the SRAM and to add up in the accumulator for them ({@link PortFloor}),
 * compulsory DRAM traffic with its way into the SRAM, and static power less all that gating could
 * save for as long as the run takes at least.
 */
final class EnergyBound {
  private static final double PJ = 1e-12;

  private EnergyBound() {}

  /**
   * @param cycles that the run takes at least
   */
  static double joules(Graph graph, Npu npu, Precision precision, long cycles) {
    LeastWork work = LeastWork.of(graph, npu, precision);
    EnergySpec spec = npu.energy();
    // Whatever crosses the bus is written to the SRAM or read from it.
    long moved = LowerBound.dramBytes(graph, npu, precision);
    double port = Math.min(spec.sramReadPjPerByte().value(), spec.sramWritePjPerByte().value());
    double pj =
        work.macPj()
            + work.lanePj()
            + work.portPj()
            + moved * (8 * spec.dramPjPerBit().value() + port);
    EnergySpec.Idle idle = spec.idle();
    double watts =
        spec.staticWatts().value()
            - idle.arraySavedWatts()
            - idle.vectorSavedWatts()
            + idle.dramWatts().value();
    return pj * PJ + Math.max(0, watts) * cycles / npu.clockHz();
  }
}
