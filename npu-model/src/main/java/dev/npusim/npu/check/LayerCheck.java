package dev.npusim.npu.check;

import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.LayerActivity.Bound;
import dev.npusim.npu.simulate.Stalls;
import java.util.List;

/** What is reported of each layer follows from the event log. */
final class LayerCheck {
  /** Sums of the same terms in another order may differ by this much of their value. */
  private static final double RELATIVE = 1e-9;

  private static final double PICO = 1e-12;

  private final Run run;
  private final Durations durations;
  private final List<Tally> tallies;
  private final StallCheck shares;
  private final OccupancyCheck occupancy;

  LayerCheck(
      Run run,
      Durations durations,
      List<Tally> tallies,
      StallCheck shares,
      OccupancyCheck occupancy) {
    this.run = run;
    this.durations = durations;
    this.tallies = tallies;
    this.shares = shares;
    this.occupancy = occupancy;
  }

  void check() {
    Energy sum = Energy.ZERO;
    for (LayerActivity layer : run.log().layers()) {
      Tally tally = tallies.get(layer.node());
      counts(layer, tally);
      peak(layer, tally);
      Energy energy = energy(layer.node(), tally);
      energy("energy of " + name(layer), layer.energy(), energy);
      sum = sum.plus(energy);
      Bound bound = bound(tally, shares.worked(layer.node()), shares.stalls(layer.node()));
      if (layer.bound() != bound) {
        String what = name(layer) + " is reported to be bound by ";
        run.findings().add(Kind.TOTAL, what + layer.bound() + ", should be " + bound);
      }
    }
    energy("energy of the run", run.log().energy(), sum);
  }

  private void counts(LayerActivity layer, Tally tally) {
    equal(layer, "start", layer.startCycle(), tally.ran() ? tally.begin : 0);
    equal(layer, "end", layer.endCycle(), tally.end);
    equal(layer, "MACs", layer.macs(), tally.macs);
    equal(layer, "array cycles", layer.arrayCycles(), tally.arrayCycles);
    equal(layer, "vector cycles", layer.vectorCycles(), tally.vectorCycles);
    equal(layer, "DRAM cycles", layer.dramCycles(), tally.dramCycles);
    equal(layer, "DRAM bytes read", layer.dramReadBytes(), tally.dramRead);
    equal(layer, "DRAM bytes written", layer.dramWriteBytes(), tally.dramWritten);
    String format = durations.format(run.node(layer.node()));
    double ideal = tally.executed / run.npu().peakMacsPerCycle(format);
    number(Kind.TOTAL, "ideal array cycles of " + name(layer), layer.idealArrayCycles(), ideal);
  }

  private void equal(LayerActivity layer, String what, long reported, long expected) {
    if (reported != expected) {
      run.findings().equal(Kind.TOTAL, what + " of " + name(layer), reported, expected);
    }
  }

  private void peak(LayerActivity layer, Tally tally) {
    int uses = Residency.Use.values().length;
    long[] peak = tally.ran() ? occupancy.peakBetween(tally.begin, tally.end) : new long[uses + 1];
    String what = "peak SRAM bytes of " + name(layer);
    run.findings().equal(Kind.OCCUPANCY, what, layer.peakSramBytes(), peak[uses]);
    for (int use = 0; use < uses; use++) {
      run.findings()
          .equal(
              Kind.OCCUPANCY,
              what + " for " + Residency.Use.values()[use],
              layer.sramByUse().get(use),
              peak[use]);
    }
  }

  private Energy energy(int layer, Tally tally) {
    EnergySpec spec = run.npu().energy();
    String format = durations.format(run.node(layer));
    EnergySpec.Constant mac = spec.macPj().get(format);
    if (mac == null) {
      run.findings().add(Kind.ENERGY, "the chip states no energy for a MAC in " + format);
    }
    double seconds = shares.charged(layer) / run.npu().clockHz();
    EnergySpec.Idle idle = spec.idle();
    double gated =
        idle.arrayGating().value()
                * idle.arrayWatts().value()
                * (seconds - tally.arrayCycles / run.npu().clockHz() / run.npu().cores())
            + idle.vectorGating().value()
                * idle.vectorWatts().value()
                * (seconds - tally.vectorCycles / run.npu().clockHz() / run.npu().cores());
    double weights =
        run.npu()
            .weightMemory()
            .map(memory -> tally.weightMemory * memory.pjPerByte().value())
            .orElse(0.0);
    double sram =
        weights
            + tally.sramRead * spec.sramReadPjPerByte().value()
            + tally.sramWritten * spec.sramWritePjPerByte().value();
    return new Energy(
        mac == null ? 0 : tally.arrayMacs * durations.spent(run.node(layer)) * mac.value() * PICO,
        tally.laneOps * spec.lanePj().value() * PICO,
        tally.local * spec.localPjPerByte().value() * PICO,
        sram * PICO,
        tally.busBytes * spec.dramPjPerBit().value() * 8 * PICO
            + seconds * spec.idle().dramWatts().value(),
        seconds * spec.staticWatts().value() - gated);
  }

  private void energy(String what, Energy reported, Energy expected) {
    number(Kind.ENERGY, "MAC " + what, reported.mac(), expected.mac());
    number(Kind.ENERGY, "vector " + what, reported.vector(), expected.vector());
    number(Kind.ENERGY, "local " + what, reported.local(), expected.local());
    number(Kind.ENERGY, "SRAM " + what, reported.sram(), expected.sram());
    number(Kind.ENERGY, "DRAM " + what, reported.dram(), expected.dram());
    number(Kind.ENERGY, "static " + what, reported.staticJ(), expected.staticJ());
  }

  private void number(Kind kind, String what, double reported, double expected) {
    if (!(Math.abs(reported - expected) <= RELATIVE * Math.abs(expected))) {
      run.findings().add(kind, what + " is reported as " + reported + ", should be " + expected);
    }
  }

  /** The largest of: array cycles at full speed, and each cause of stalls. */
  private static Bound bound(Tally tally, long worked, Stalls stalls) {
    long compute = worked - stalls.sram();
    Bound bound = Bound.COMPUTE;
    long most = compute;
    if (stalls.dram() > most) {
      bound = Bound.DRAM;
      most = stalls.dram();
    }
    if (stalls.vector() > most) {
      bound = Bound.VECTOR;
      most = stalls.vector();
    }
    if (stalls.sram() > most) {
      bound = Bound.SRAM;
      most = stalls.sram();
    }
    if (stalls.dependency() > most) {
      bound = Bound.OVERHEAD;
      most = stalls.dependency();
    }
    if (most == 0 && tally.arrayCycles == 0) {
      return tally.dramCycles > tally.vectorCycles ? Bound.DRAM : Bound.VECTOR;
    }
    return bound;
  }

  private String name(LayerActivity layer) {
    return run.node(layer.node()).name();
  }
}
