package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Repeated;
import dev.npusim.npu.program.Residency;
import java.util.Arrays;
import java.util.stream.LongStream;

/**
 * Sums up a run, layer by layer. Static energy follows the cycles that {@link Charges} gives a
 * layer, less what gating saves in those of them in which a unit was not busy for this layer, so
 * layers add up to the run.
 */
final class Accounting {
  private final Npu npu;
  private final Program program;
  private final ProgramCounts counts;
  private final Charges charges;
  private final Occupancy occupancy;
  private final Charges.Tally[] tallies;
  private final ImmutableList<LayerActivity> layers;

  /** Bytes of all uses together, by step of the occupancy. */
  private final long[] resident;

  Accounting(Npu npu, Program program, ProgramCounts counts, Charges charges, Occupancy occupancy) {
    this.npu = npu;
    this.program = program;
    this.counts = counts;
    this.charges = charges;
    this.occupancy = occupancy;
    this.tallies = charges.tallies;
    this.resident = new long[occupancy.steps()];
    for (int step = 0; step < resident.length; step++) {
      resident[step] = occupancy.total(step);
    }
    this.layers = summarize();
  }

  private ImmutableList<LayerActivity> summarize() {
    ImmutableList.Builder<LayerActivity> result = ImmutableList.builder();
    EnergySpec spec = npu.energy();
    Precision precision = program.precision();
    int uses = Residency.Use.values().length;
    for (int node = 0; node < tallies.length; node++) {
      Charges.Tally tally = tallies[node];
      Node graphNode = program.graph().nodes().get(node);
      Stalls stalls = tally.idle.sum();
      boolean ran = tally.end > 0;
      String format = npu.array().runsAs(Formats.macFormat(graphNode.op(), precision));
      double hertz = npu.clockHz();
      Energy energy =
          counts.counts[node].energy(
              spec,
              macPj(spec, format) * (1 - Formats.gatedShare(graphNode, precision)),
              tally.charged / hertz,
              (tally.charged - (double) tally.array / npu.cores()) / hertz,
              (tally.charged - (double) tally.vector / npu.cores()) / hertz);
      int peak = ran ? peakStep(tally.start, tally.end) : -1;
      long[] byUse = new long[uses];
      for (int use = 0; ran && use < uses; use++) {
        byUse[use] = occupancy.bytesByUse().get(use).get(peak);
      }
      result.add(
          new LayerActivity(
              node,
              ran ? tally.start : 0,
              tally.end,
              counts.macs[node],
              tally.array,
              counts.executed[node] / npu.peakMacsPerCycle(format),
              tally.vector,
              tally.dram,
              tally.charged,
              counts.read[node],
              counts.written[node],
              stalls,
              energy,
              bound(tally, stalls),
              ran ? resident[peak] : 0,
              ImmutableLongArray.copyOf(byUse)));
    }
    return result.build();
  }

  private static double macPj(EnergySpec spec, String format) {
    EnergySpec.Constant constant = spec.macPj().get(format);
    if (constant == null) {
      throw new IllegalStateException("no energy for a MAC in " + format);
    }
    return constant.value();
  }

  private int peakStep(long from, long to) {
    int peak = occupancy.stepAt(from);
    for (int step = peak + 1;
        step < occupancy.steps() && occupancy.cycle().get(step) < to;
        step++) {
      if (resident[step] > resident[peak]) {
        peak = step;
      }
    }
    return peak;
  }

  private static LayerActivity.Bound bound(Charges.Tally tally, Stalls stalls) {
    long compute = tally.worked - stalls.sram();
    long most =
        Math.max(
            Math.max(compute, stalls.dram()),
            Math.max(stalls.sram(), Math.max(stalls.vector(), stalls.dependency())));
    if (tally.array == 0 && most == 0) {
      return tally.dram > tally.vector ? LayerActivity.Bound.DRAM : LayerActivity.Bound.VECTOR;
    }
    if (most == compute) {
      return LayerActivity.Bound.COMPUTE;
    }
    if (most == stalls.dram()) {
      return LayerActivity.Bound.DRAM;
    }
    if (most == stalls.vector()) {
      return LayerActivity.Bound.VECTOR;
    }
    return most == stalls.sram() ? LayerActivity.Bound.SRAM : LayerActivity.Bound.OVERHEAD;
  }

  long cycles() {
    return charges.cycles;
  }

  ImmutableList<LayerActivity> layers() {
    return layers;
  }

  /** MACs of the model's own nodes. */
  long macs() {
    return LongStream.of(counts.macs).sum() - recomputedMacs();
  }

  /** MACs of copies, and of what tiles make again. */
  long recomputedMacs() {
    Repeated repeated = new Repeated(program);
    long sum = 0;
    for (int node = 0; node < tallies.length; node++) {
      String name = program.graph().nodes().get(node).name();
      sum = Math.addExact(sum, repeated.of(name, counts.macs[node]));
    }
    return sum;
  }

  Stalls stalls() {
    return layers.stream().map(LayerActivity::stalls).reduce(Stalls.NONE, Stalls::plus);
  }

  Energy energy() {
    return layers.stream().map(LayerActivity::energy).reduce(Energy.ZERO, Energy::plus);
  }

  long arrayBusyCycles() {
    return Arrays.stream(tallies).mapToLong(tally -> tally.array).sum();
  }

  long vectorBusyCycles() {
    return charges.vectorBusy;
  }

  long dramBusyCycles() {
    return Arrays.stream(tallies).mapToLong(tally -> tally.dram).sum();
  }
}
