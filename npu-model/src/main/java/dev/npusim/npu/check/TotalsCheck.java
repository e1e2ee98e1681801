package dev.npusim.npu.check;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.View;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.simulate.Execution;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** What is reported of the whole run follows from the event log and respects the lower bounds. */
final class TotalsCheck {
  private final Run run;
  private final Execution log;
  private final Durations durations;
  private final List<Tally> tallies;

  TotalsCheck(Run run, Durations durations, List<Tally> tallies) {
    this.run = run;
    this.log = run.log();
    this.durations = durations;
    this.tallies = tallies;
  }

  void check() {
    long cycles = 0;
    long vectorBusy = 0;
    Map<Traffic, Long> traffic = new EnumMap<>(Traffic.class);
    for (Instruction instruction : run.program().instructions()) {
      int id = instruction.id();
      cycles = Math.max(cycles, log.done().get(id));
      if (instruction instanceof VectorTile) {
        vectorBusy += log.busyEnd().get(id) - log.start().get(id);
      } else if (instruction instanceof Transfer transfer && !durations.fromWeights(transfer)) {
        traffic.merge(transfer.traffic(), transfer.bytes(), Math::addExact);
      }
    }
    equal("cycles of the run", log.cycles(), cycles);
    equal("vector busy cycles", log.vectorBusyCycles(), vectorBusy);
    for (Traffic kind : Traffic.values()) {
      Long reported = log.dramBytes().get(kind);
      equal(
          "DRAM bytes for " + kind,
          reported == null ? 0 : reported,
          traffic.getOrDefault(kind, 0L));
    }
    sums();
    bounds();
  }

  private void sums() {
    TileCoverage coverage = new TileCoverage(run);
    long[] macs = new long[2];
    long read = 0;
    long written = 0;
    long array = 0;
    long dram = 0;
    for (int layer = 0; layer < tallies.size(); layer++) {
      Tally tally = tallies.get(layer);
      long again = Math.multiplyExact(tally.macs, coverage.again(layer)) / coverage.all(layer);
      macs[0] = Math.addExact(macs[0], tally.macs - again);
      macs[1] = Math.addExact(macs[1], again);
      read = Math.addExact(read, tally.dramRead);
      written = Math.addExact(written, tally.dramWritten);
      array += tally.arrayCycles;
      dram += tally.dramCycles;
    }
    equal("DRAM bytes read", log.dramReadBytes(), read);
    equal("DRAM bytes written", log.dramWriteBytes(), written);
    equal("MACs", log.macs(), macs[0]);
    equal("MACs against the model's", log.macs(), run.model().macs());
    equal("recomputed MACs", log.recomputedMacs(), macs[1]);
    equal("array busy cycles", log.arrayBusyCycles(), array);
    equal("DRAM busy cycles", log.dramBusyCycles(), dram);
  }

  private void bounds() {
    double compute = 0;
    for (int layer = 0; layer < tallies.size(); layer++) {
      String format = durations.format(run.node(layer));
      compute += tallies.get(layer).arrayMacs / run.npu().peakMacsPerCycle(format);
    }
    if (log.cycles() < Math.floor(compute)) {
      below("its MACs take " + compute + " cycles at the array's peak");
    }
    double transfers = compulsoryBytes() / run.npu().dramPeakBytesPerCycle();
    if (log.cycles() < Math.floor(transfers)) {
      below("its weights and outputs take " + transfers + " cycles at the DRAM's peak");
    }
  }

  /** Weights of convolutions and linear layers, and graph outputs: each crosses the bus once. */
  private long compulsoryBytes() {
    Set<Value> values = new HashSet<>();
    for (Node node : run.model().nodes()) {
      if ((node.op() instanceof Convolution
              || node.op() instanceof CausalConvolution
              || node.op() instanceof Linear)
          && node.input(1).isStatic()) {
        values.add(node.input(1));
      }
    }
    for (Value output : ImmutableSet.copyOf(run.model().outputs())) {
      Node producer = run.model().producer(output);
      if (producer != null && !(producer.op() instanceof View)) {
        values.add(output);
      }
    }
    Set<String> onChip = new HashSet<>();
    for (int tensor : run.program().inWeightMemory()) {
      onChip.add(run.program().tensors().get(tensor).name());
    }
    return values.stream()
        .filter(value -> !onChip.contains(value.name()))
        .mapToLong(new Weights(run)::bytes)
        .sum();
  }

  private void below(String what) {
    run.findings().add(Kind.LOWER_BOUND, "the run takes " + log.cycles() + " cycles, but " + what);
  }

  private void equal(String what, long reported, long expected) {
    run.findings().equal(Kind.TOTAL, what, reported, expected);
  }
}
