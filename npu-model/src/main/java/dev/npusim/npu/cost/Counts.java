package dev.npusim.npu.cost;

import dev.npusim.npu.hardware.EnergySpec;

/** Work and traffic of one layer or of a run, as counted; energy is a linear function of it. */
public final class Counts {
  private static final double PJ = 1e-12;

  public long arrayMacs;
  public long laneOps;
  public long localBytes;
  public long sramReadBytes;
  public long sramWriteBytes;

  /** Energy of reads of the weight memory, in pJ; counted with the SRAM's. */
  public double weightMemoryPj;

  /** Bytes on the DRAM bus, whole bursts. */
  public long dramBusBytes;

  /** Back to nothing. */
  public void clear() {
    arrayMacs = 0;
    laneOps = 0;
    localBytes = 0;
    sramReadBytes = 0;
    sramWriteBytes = 0;
    weightMemoryPj = 0;
    dramBusBytes = 0;
  }

  public void add(Counts other) {
    arrayMacs = Math.addExact(arrayMacs, other.arrayMacs);
    laneOps = Math.addExact(laneOps, other.laneOps);
    localBytes = Math.addExact(localBytes, other.localBytes);
    sramReadBytes = Math.addExact(sramReadBytes, other.sramReadBytes);
    sramWriteBytes = Math.addExact(sramWriteBytes, other.sramWriteBytes);
    dramBusBytes = Math.addExact(dramBusBytes, other.dramBusBytes);
    weightMemoryPj += other.weightMemoryPj;
  }

  /**
   * No unit is ever idle.
   *
   * @param macPj energy of one MAC in the format these ran in, in pJ
   * @param staticSeconds time for which this is charged static power
   */
  public Energy energy(EnergySpec spec, double macPj, double staticSeconds) {
    return energy(spec, macPj, staticSeconds, 0, 0);
  }

  /**
   * @param macPj energy of one MAC in the format these ran in, in pJ
   * @param staticSeconds time for which this is charged static power
   * @param arrayIdleSeconds of them in which the array did nothing
   * @param vectorIdleSeconds of them in which the vector unit did nothing; negative where it worked
   *     for longer than this is charged, as for a layer that worked beside another
   */
  public Energy energy(
      EnergySpec spec,
      double macPj,
      double staticSeconds,
      double arrayIdleSeconds,
      double vectorIdleSeconds) {
    EnergySpec.Idle idle = spec.idle();
    return new Energy(
        arrayMacs * macPj * PJ,
        laneOps * spec.lanePj().value() * PJ,
        localBytes * spec.localPjPerByte().value() * PJ,
        (sramReadBytes * spec.sramReadPjPerByte().value()
                + sramWriteBytes * spec.sramWritePjPerByte().value()
                + weightMemoryPj)
            * PJ,
        dramBusBytes * 8 * spec.dramPjPerBit().value() * PJ
            + staticSeconds * idle.dramWatts().value(),
        staticSeconds * spec.staticWatts().value()
            - arrayIdleSeconds * idle.arraySavedWatts()
            - vectorIdleSeconds * idle.vectorSavedWatts());
  }
}
