package dev.npusim.mapper.stepplan;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.mapper.linear.LinearProgram;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The step model as a linear program with 0/1 variables for recomputation. Sizes are in MiB; the
 * objective, too: bytes moved, or the bytes that DRAM could move in the time that is taken.
 *
 * <p>What the rules of the model say with a maximum becomes a variable for the excess: an operand
 * occupies {@code before + e}, {@code e >= after - before}; a step takes its compute and {@code e},
 * {@code e >= DRAM bytes / bandwidth - compute}. A tensor with a single use writes exactly what it
 * does not keep. Rows that cannot bind are left out.
 */
final class StepProgram {
  private static final double UNIT = 1 << 20;

  /** Share of the objective that a recomputation costs beside its bytes: breaks ties. */
  private static final double TIE = 1e-7;

  private final StepGraph graph;
  private final StepChip chip;
  private final PlanObjective objective;
  private final PlanStrategy strategy;
  private final LinearProgram.Builder builder = new LinearProgram.Builder();
  private final LinearProgram program;
  private final ImmutableList<Recomputation> plans;
  private final int[] planVariable;
  private final int[] keptVariable;
  private final int[] prefetchVariable;
  private final int[] writtenVariable;

  /** What of each step's SRAM is variable, how much there may be, and what DRAM moves. */
  private final Sum[] sram;

  private final Sum[] dram;
  private final Sum[] compute;
  private final double[] room;

  /** Tensors that some recomputation reads. */
  private final boolean[] isSource;

  /** Plans of a use, by its gap. */
  private final Map<Integer, List<Integer>> plansOf = new LinkedHashMap<>();

  /** A sum of variables and a constant. */
  private static final class Sum {
    private final List<Integer> variables = new ArrayList<>();
    private final List<Double> factors = new ArrayList<>();
    private double constant;

    void add(int variable, double factor) {
      variables.add(variable);
      factors.add(factor);
    }
  }

  StepProgram(StepGraph graph, StepChip chip, PlanObjective objective, PlanStrategy strategy) {
    this.graph = graph;
    this.chip = chip;
    this.objective = objective;
    this.strategy = strategy;
    int steps = graph.steps();
    sram = sums(steps);
    dram = sums(steps);
    compute = sums(steps);
    room = new double[steps];
    for (int step = 0; step < steps; step++) {
      room[step] = (chip.sramBytes() - StepModel.needed(graph.node(step))) / UNIT;
      compute[step].constant = inBytes(chip.computeSeconds(graph.node(step)));
    }
    plans =
        strategy == PlanStrategy.JOINT
            ? PlanCandidates.of(graph).stream()
                .filter(r -> r.transientBytes() / UNIT <= room[r.step()])
                .collect(ImmutableList.toImmutableList())
            : ImmutableList.of();
    isSource = new boolean[graph.tensors()];
    plans.forEach(r -> r.sources().forEach(source -> isSource[source] = true));
    planVariable = new int[plans.size()];
    keptVariable = new int[graph.gaps()];
    prefetchVariable = new int[steps * StepModel.PREFETCH_STEPS];
    writtenVariable = new int[steps];
    Arrays.fill(keptVariable, -1);
    Arrays.fill(prefetchVariable, -1);
    Arrays.fill(writtenVariable, -1);
    addPlans();
    addGaps();
    for (int step = 0; step < steps; step++) {
      addOutput(step);
      addWeights(step);
    }
    for (int step = 0; step < steps; step++) {
      for (int operand : graph.node(step).operands().asList()) {
        addRead(step, operand);
      }
    }
    addSources();
    addSteps();
    program = builder.build();
  }

  private static Sum[] sums(int count) {
    Sum[] sums = new Sum[count];
    Arrays.setAll(sums, i -> new Sum());
    return sums;
  }

  LinearProgram program() {
    return program;
  }

  /** The recomputations that have variables. */
  ImmutableList<Recomputation> plans() {
    return plans;
  }

  /** The 0/1 variables, in the order of {@link #plans}. */
  ImmutableIntArray planVariables() {
    return ImmutableIntArray.copyOf(planVariable);
  }

  /** The variable of a gap, or -1 where nothing may stay. */
  int keptVariable(int gap) {
    return keptVariable[gap];
  }

  int prefetchVariable(int index) {
    return prefetchVariable[index];
  }

  /** Bytes of a value in the program's unit. */
  static long bytes(double value) {
    return (long) Math.floor(value * UNIT + 1e-3);
  }

  /** Microseconds or bytes of an objective of the program. */
  double objective(double value) {
    double bytes = value * UNIT;
    return objective == PlanObjective.DRAM ? bytes : bytes / chip.bytesPerSecond() * 1e6;
  }

  /** The program's objective of microseconds or bytes. */
  double inProgram(double value) {
    double bytes = objective == PlanObjective.DRAM ? value : value * 1e-6 * chip.bytesPerSecond();
    return bytes / UNIT;
  }

  private double inBytes(double seconds) {
    return seconds * chip.bytesPerSecond() / UNIT;
  }

  /** What the energy of moving a byte costs beside the time: the objective of latency only. */
  private double priceOfByte() {
    return objective == PlanObjective.DRAM ? 1 : priceOfEnergy(StepModel.DRAM_PJ_PER_BYTE * UNIT);
  }

  private double priceOfEnergy(double picojoules) {
    double microseconds = StepModel.MICROSECONDS_PER_MICROJOULE * picojoules * 1e-6;
    return inBytes(microseconds * 1e-6);
  }

  private void addPlans() {
    for (int i = 0; i < plans.size(); i++) {
      Recomputation r = plans.get(i);
      double seconds = inBytes(r.computeSeconds(graph, chip));
      double price =
          objective == PlanObjective.DRAM
              ? TIE * seconds
              : seconds + priceOfEnergy(StepModel.MAC_PJ * r.macs(graph));
      planVariable[i] = builder.variable(0, 1, price);
      plansOf.computeIfAbsent(graph.gap(r.tensor(), r.use()), gap -> new ArrayList<>()).add(i);
      sram[r.step()].add(planVariable[i], r.transientBytes() / UNIT);
      dram[r.step()].add(planVariable[i], r.weightBytes() / UNIT);
      compute[r.step()].add(planVariable[i], seconds);
    }
    for (List<Integer> group : plansOf.values()) {
      if (group.size() > 1) {
        int row = builder.row(Double.NEGATIVE_INFINITY, 1);
        group.forEach(i -> builder.entry(row, planVariable[i], 1));
      }
    }
  }

  private void addGaps() {
    for (int tensor = 0; tensor < graph.tensors(); tensor++) {
      for (int k = 0; k < graph.uses(tensor).length(); k++) {
        int begin = graph.begin(tensor, k);
        int end = graph.uses(tensor).get(k);
        double most = graph.bytes(tensor) / UNIT;
        for (int step = Math.max(0, begin); step <= end; step++) {
          most = Math.min(most, room[step]);
        }
        if (most <= 0 || !strategy.mayKeep(graph, tensor, k)) {
          continue;
        }
        int variable = builder.variable(0, most, 0);
        keptVariable[graph.gap(tensor, k)] = variable;
        for (int step = begin + 1; step < end; step++) {
          sram[step].add(variable, 1);
        }
      }
    }
  }

  private int kept(int tensor, int k) {
    return k < 0 || k >= graph.uses(tensor).length() ? -1 : keptVariable[graph.gap(tensor, k)];
  }

  private void addOutput(int step) {
    int tensor = graph.output(step);
    double size = graph.bytes(tensor) / UNIT;
    ImmutableIntArray uses = graph.uses(tensor);
    int first = kept(tensor, 0);
    if (first >= 0) {
      sram[step].add(first, 1);
    }
    if (uses.isEmpty()) {
      dram[step].constant += size;
    } else if (uses.length() == 1 && !isSource[tensor]) {
      dram[step].constant += size;
      if (first >= 0) {
        dram[step].add(first, -1);
      }
    } else {
      writtenVariable[step] = builder.variable(0, size, 0);
      dram[step].add(writtenVariable[step], 1);
    }
  }

  private void addWeights(int step) {
    double weights = graph.node(step).weightBytes() / UNIT;
    dram[step].constant += weights;
    int slots = Math.min(step, StepModel.PREFETCH_STEPS);
    if (objective == PlanObjective.DRAM || weights == 0 || slots == 0) {
      return;
    }
    int row = slots > 1 ? builder.row(Double.NEGATIVE_INFINITY, weights) : -1;
    for (int distance = 1; distance <= slots; distance++) {
      double most = weights;
      for (int holder = step - distance; holder <= step; holder++) {
        most = Math.min(most, Math.max(0, room[holder]));
      }
      int variable = builder.variable(0, most, 0);
      prefetchVariable[step * StepModel.PREFETCH_STEPS + distance - 1] = variable;
      if (row >= 0) {
        builder.entry(row, variable, 1);
      }
      dram[step].add(variable, -1);
      dram[step - distance].add(variable, 1);
      for (int holder = step - distance; holder <= step; holder++) {
        sram[holder].add(variable, 1);
      }
    }
  }

  private void addRead(int step, int tensor) {
    int k = graph.useFrom(tensor, step);
    int before = kept(tensor, k);
    int after = kept(tensor, k + 1);
    if (before >= 0) {
      sram[step].add(before, 1);
    }
    if (after >= 0) {
      int excess = after;
      if (before >= 0) {
        excess = builder.variable(0, builder.upper(after), 0);
        int row = builder.row(0, Double.POSITIVE_INFINITY);
        builder.entry(row, excess, 1).entry(row, before, 1).entry(row, after, -1);
      }
      sram[step].add(excess, 1);
    }
    double size = graph.bytes(tensor) / UNIT;
    double rereads = graph.node(step).rereads();
    List<Integer> group = plansOf.getOrDefault(graph.gap(tensor, k), List.of());
    if (group.isEmpty()) {
      dram[step].constant += size * rereads;
      if (before >= 0) {
        dram[step].add(before, -rereads);
      }
    } else {
      int fetched = builder.variable(0, size, 0);
      dram[step].add(fetched, rereads);
      cover(fetched, before, group, size);
    }
    int written = graph.isInput(tensor) ? -1 : writtenVariable[graph.producer(tensor)];
    if (written >= 0) {
      cover(written, before, group, size);
    }
  }

  /** {@code amount + kept + size * (sum of plans) >= size}. */
  private void cover(int amount, int kept, List<Integer> group, double size) {
    int row = builder.row(size, Double.POSITIVE_INFINITY);
    builder.entry(row, amount, 1);
    if (kept >= 0) {
      builder.entry(row, kept, 1);
    }
    group.forEach(i -> builder.entry(row, planVariable[i], size));
  }

  /** What recomputation reads: at most one plan of a use runs, so they share a variable. */
  private void addSources() {
    for (List<Integer> group : plansOf.values()) {
      Map<Integer, List<Integer>> readers = new LinkedHashMap<>();
      for (int i : group) {
        for (int source : plans.get(i).sources().asList()) {
          readers.computeIfAbsent(source, s -> new ArrayList<>()).add(i);
        }
      }
      int step = plans.get(group.get(0)).step();
      readers.forEach((source, list) -> addSource(step, source, list));
    }
  }

  private void addSource(int step, int source, List<Integer> readers) {
    double size = graph.bytes(source) / UNIT;
    int kept = kept(source, graph.useFrom(source, step));
    int fetched = builder.variable(0, size, 0);
    dram[step].add(fetched, 1);
    coverReaders(fetched, kept, readers, size);
    if (!graph.isInput(source)) {
      coverReaders(writtenVariable[graph.producer(source)], kept, readers, size);
    }
  }

  private void coverReaders(int amount, int kept, List<Integer> readers, double size) {
    int row = builder.row(0, Double.POSITIVE_INFINITY);
    builder.entry(row, amount, 1);
    if (kept >= 0) {
      builder.entry(row, kept, 1);
    }
    readers.forEach(i -> builder.entry(row, planVariable[i], -size));
  }

  private void addSteps() {
    for (int step = 0; step < graph.steps(); step++) {
      if (most(sram[step]) > room[step]) {
        fill(sram[step], builder.row(Double.NEGATIVE_INFINITY, room[step]), 1);
      }
      Sum moved = dram[step];
      builder.constant(moved.constant * priceOfByte());
      for (int k = 0; k < moved.variables.size(); k++) {
        builder.price(moved.variables.get(k), priceOfByte() * moved.factors.get(k));
      }
      if (objective == PlanObjective.DRAM) {
        continue;
      }
      double most = most(moved) + moved.constant - compute[step].constant;
      builder.constant(
          compute[step].constant + priceOfEnergy(StepModel.MAC_PJ * graph.node(step).macs()));
      if (most > 0) {
        int excess = builder.variable(0, most, 1);
        int row = builder.row(moved.constant - compute[step].constant, Double.POSITIVE_INFINITY);
        builder.entry(row, excess, 1);
        fill(moved, row, -1);
        fill(compute[step], row, 1);
      }
    }
  }

  private double most(Sum sum) {
    double most = 0;
    for (int k = 0; k < sum.variables.size(); k++) {
      most += Math.max(0, sum.factors.get(k)) * builder.upper(sum.variables.get(k));
    }
    return most;
  }

  private void fill(Sum sum, int row, double sign) {
    for (int k = 0; k < sum.variables.size(); k++) {
      builder.entry(row, sum.variables.get(k), sign * sum.factors.get(k));
    }
  }
}
