package dev.npusim.mapper.stepplan;

import com.google.common.primitives.ImmutableDoubleArray;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/**
 * Replays a plan step by step in whole bytes and says what each step occupies, moves and takes. It
 * shares no formula with the linear programs that make plans, and every published figure is its
 * own.
 *
 * @see StepPlan
 */
public final class PlanReplay {
  /** A plan that breaks a rule of the model. */
  public static final class Violation extends RuntimeException {
    private static final long serialVersionUID = 1L;

    Violation(String message) {
      super(message);
    }
  }

  private final StepGraph graph;
  private final StepChip chip;
  private final StepPlan plan;
  private final long[] sram;
  private final long[] dram;
  private final double[] compute;
  private double macs;

  /** By gap: the recomputation that its use gets its tensor from. */
  private final boolean[] isRecomputed;

  private PlanReplay(StepGraph graph, StepChip chip, StepPlan plan) {
    this.graph = graph;
    this.chip = chip;
    this.plan = plan;
    sram = new long[graph.steps()];
    dram = new long[graph.steps()];
    compute = new double[graph.steps()];
    isRecomputed = new boolean[graph.gaps()];
  }

  /**
   * The cost of a plan.
   *
   * @throws Violation naming the step and the bytes where the plan breaks a rule
   */
  public static PlanCost of(StepGraph graph, StepChip chip, StepPlan plan) {
    PlanReplay replay = new PlanReplay(graph, chip, plan);
    replay.run();
    for (int step = 0; step < graph.steps(); step++) {
      if (replay.sram[step] > chip.sramBytes()) {
        throw new Violation(
            "step %d (%s) occupies %,d B of %,d B"
                .formatted(step, graph.node(step).name(), replay.sram[step], chip.sramBytes()));
      }
    }
    return replay.cost();
  }

  /** What each step occupies, without a capacity. */
  static long[] occupied(StepGraph graph, StepChip chip, StepPlan plan) {
    PlanReplay replay = new PlanReplay(graph, chip, plan);
    replay.run();
    return replay.sram;
  }

  private void run() {
    recompute();
    for (int step = 0; step < graph.steps(); step++) {
      StepNode node = graph.node(step);
      sram[step] += StepModel.needed(node);
      compute[step] += chip.computeSeconds(node);
      macs += node.macs();
      weights(step, node);
      for (int operand : node.operands().asList()) {
        read(step, operand);
      }
      int output = graph.output(step);
      between(0, plan.written().get(step), node.outputBytes(), "written", step);
      dram[step] = Math.addExact(dram[step], plan.written().get(step));
      if (graph.uses(output).isEmpty()) {
        require(plan.written().get(step) == node.outputBytes(), output, "is a result");
      } else {
        sram[step] += kept(output, 0);
      }
    }
    for (int tensor = 0; tensor < graph.tensors(); tensor++) {
      for (int k = 0; k < graph.uses(tensor).length(); k++) {
        for (int step = graph.begin(tensor, k) + 1; step < graph.uses(tensor).get(k); step++) {
          sram[step] = Math.addExact(sram[step], kept(tensor, k));
        }
      }
    }
  }

  private long kept(int tensor, int k) {
    return plan.kept().get(graph.gap(tensor, k));
  }

  /** An operand: all of its bytes pass through, those that did not stay come from DRAM. */
  private void read(int step, int tensor) {
    int k = graph.useFrom(tensor, step);
    long before = kept(tensor, k);
    between(0, before, graph.bytes(tensor), "kept", step);
    boolean isLast = k + 1 == graph.uses(tensor).length();
    sram[step] = Math.addExact(sram[step], isLast ? before : Math.max(before, kept(tensor, k + 1)));
    if (!isRecomputed[graph.gap(tensor, k)]) {
      long missing = graph.bytes(tensor) - before;
      fetch(step, tensor, missing, Math.multiplyExact(missing, graph.node(step).rereads()));
    }
  }

  private void fetch(int step, int tensor, long missing, long moved) {
    dram[step] = Math.addExact(dram[step], moved);
    if (!graph.isInput(tensor)) {
      require(
          plan.written().get(graph.producer(tensor)) >= missing,
          tensor,
          "is fetched in step " + step);
    }
  }

  private void require(boolean holds, int tensor, String why) {
    if (!holds) {
      throw new Violation(
          "too little of " + graph.tensorName(tensor) + " is written to DRAM, and it " + why);
    }
  }

  private void between(long least, long value, long most, String what, int step) {
    if (value < least || value > most) {
      throw new Violation("step %d: %,d B %s of %,d B".formatted(step, value, what, most));
    }
  }

  private void weights(int step, StepNode node) {
    long ahead = 0;
    for (int distance = 1; distance <= StepModel.PREFETCH_STEPS; distance++) {
      long amount = plan.prefetched(step, distance);
      if (amount == 0) {
        continue;
      }
      between(0, amount, step >= distance ? node.weightBytes() : 0, "weights ahead", step);
      ahead += amount;
      dram[step - distance] = Math.addExact(dram[step - distance], amount);
      for (int holder = step - distance; holder <= step; holder++) {
        sram[holder] += amount;
      }
    }
    between(0, ahead, node.weightBytes(), "weights ahead", step);
    dram[step] = Math.addExact(dram[step], node.weightBytes() - ahead);
  }

  private void recompute() {
    Set<Recomputation> known = new HashSet<>(PlanCandidates.of(graph));
    for (Recomputation r : plan.recomputed()) {
      int gap = graph.gap(r.tensor(), r.use());
      if (!known.contains(r) || isRecomputed[gap]) {
        throw new Violation(
            "step %d: %s cannot be recomputed so"
                .formatted(r.step(), graph.tensorName(r.tensor())));
      }
      isRecomputed[gap] = true;
      sram[r.step()] = Math.addExact(sram[r.step()], r.transientBytes());
      compute[r.step()] += r.computeSeconds(graph, chip);
      macs += r.macs(graph);
      dram[r.step()] = Math.addExact(dram[r.step()], r.weightBytes());
      for (int source : r.sources().asList()) {
        int k = graph.useFrom(source, r.step());
        long missing = graph.bytes(source) - (k < 0 ? 0 : kept(source, k));
        fetch(r.step(), source, missing, missing);
      }
    }
  }

  private PlanCost cost() {
    double[] seconds = new double[graph.steps()];
    Arrays.setAll(seconds, s -> Math.max(compute[s], dram[s] / chip.bytesPerSecond()));
    return new PlanCost(
        ImmutableLongArray.copyOf(sram),
        ImmutableLongArray.copyOf(dram),
        ImmutableDoubleArray.copyOf(seconds),
        macs);
  }

  /** Bytes of each output that have to be written so that everything can be fetched. */
  static ImmutableLongArray leastWritten(
      StepGraph graph, ImmutableLongArray kept, Iterable<Recomputation> recomputed) {
    long[] written = new long[graph.steps()];
    Set<Integer> free = new HashSet<>();
    for (Recomputation r : recomputed) {
      free.add(graph.gap(r.tensor(), r.use()));
      for (int source : r.sources().asList()) {
        if (!graph.isInput(source)) {
          int k = graph.useFrom(source, r.step());
          long have = k < 0 ? 0 : kept.get(graph.gap(source, k));
          raise(written, graph.producer(source), graph.bytes(source) - have);
        }
      }
    }
    for (int step = 0; step < written.length; step++) {
      int tensor = graph.output(step);
      ImmutableIntArray uses = graph.uses(tensor);
      if (uses.isEmpty()) {
        raise(written, step, graph.bytes(tensor));
      }
      for (int k = 0; k < uses.length(); k++) {
        int gap = graph.gap(tensor, k);
        if (!free.contains(gap)) {
          raise(written, step, graph.bytes(tensor) - kept.get(gap));
        }
      }
    }
    return ImmutableLongArray.copyOf(written);
  }

  private static void raise(long[] written, int step, long bytes) {
    written[step] = Math.max(written[step], bytes);
  }
}
