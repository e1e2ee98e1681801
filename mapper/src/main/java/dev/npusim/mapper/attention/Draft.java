package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/**
 * A blocking whose dataflows are still open: what it costs at least, and its cost in each. Traffic
 * of DRAM and work of the vector unit are known already.
 */
final class Draft {
  private static final double ROUNDING = 1 - 1e-12;

  private final Npu npu;
  private final AttentionProblem p;
  private final Order order;
  private final boolean held;
  private final Blocks blocks;
  private final Footprint footprint;
  private final ImmutableList<Phase> phases;
  private final Products products;

  /** Of everything but the operands of the products and time; negative until it is asked for. */
  private double baseJoules = -1;

  /**
   * @param products of these blocks, for this order or another of its kind
   */
  Draft(Npu npu, Order order, boolean held, Blocks blocks, Footprint footprint, Products products) {
    this.npu = npu;
    this.p = blocks.problem();
    this.order = order;
    this.held = held;
    this.blocks = blocks;
    this.footprint = footprint;
    this.products = products;
    this.phases = Phases.of(npu, order, held, blocks);
  }

  static double macPj(Npu npu, AttentionProblem problem) {
    Constant constant = npu.energy().macPj().get(problem.format());
    return Objects.requireNonNull(constant, problem.format()).value();
  }

  private long macs() {
    return p.heads() * blocks.tiles().scores() * (p.headDim() + p.valueDim());
  }

  boolean held() {
    return held;
  }

  long sramBytes() {
    return footprint.sramBytes();
  }

  /** Blocks of scores that are computed. */
  long blockCount() {
    return blocks.count();
  }

  long dramBytes() {
    long sum = 0;
    for (Phase phase : phases) {
      sum += phase.ledger.bytes(AttentionLevel.DRAM);
    }
    return sum;
  }

  /** No dataflows take fewer cycles: every PE busy all the time. */
  long quickCycles() {
    double peak = npu.array().peakMacsPerCycle(p.format());
    long scores = p.heads() * blocks.tiles().scores();
    return cyclesWith(
        (long) (scores * p.headDim() / peak), (long) (scores * p.valueDim() / peak), 0);
  }

  /** The same with each product's time in its fastest dataflow. */
  long leastCycles(List<Dataflow> dataflows) {
    long fewestScores = Long.MAX_VALUE;
    long fewestValues = Long.MAX_VALUE;
    long lead = Long.MAX_VALUE;
    long tail = Long.MAX_VALUE;
    for (Dataflow dataflow : dataflows) {
      ProductWork forScores = products.scores(dataflow);
      fewestScores = Math.min(fewestScores, forScores.array.busy());
      fewestValues = Math.min(fewestValues, products.values(dataflow).array.busy());
      lead = Math.min(lead, forScores.lead());
      tail = Math.min(tail, forScores.tail());
    }
    return cyclesWith(fewestScores, fewestValues, lead + tail);
  }

  private long cyclesWith(long forScores, long forValues, long turn) {
    return order.fused()
        ? phases.get(0).leastFused(forScores, forValues, turn)
        : phases.get(0).leastCycles(forScores, turn)
            + phases.get(1).leastCycles(0, 0)
            + phases.get(2).leastCycles(forValues, turn);
  }

  /** What a pair of dataflows takes. */
  private long cycles(ProductWork first, ProductWork second) {
    return order.fused()
        ? phases.get(0).cycles(List.of(first, second))
        : phases.get(0).cycles(List.of(first))
            + phases.get(1).cycles(List.of())
            + phases.get(2).cycles(List.of(second));
  }

  /** No dataflows take less energy: operands of the products left out. */
  double quickEnergy(long cycles) {
    if (baseJoules < 0) {
      baseJoules = energy(new Ledger(), 0).total();
    }
    double idle = new Counts().energy(npu.energy(), 0, cycles / npu.clockHz()).total();
    return baseJoules + idle;
  }

  /** The same with each product in its most frugal dataflow. */
  double leastEnergy(List<Dataflow> dataflows, long cycles) {
    double forScores = Double.POSITIVE_INFINITY;
    double forValues = Double.POSITIVE_INFINITY;
    for (Dataflow dataflow : dataflows) {
      forScores = Math.min(forScores, products.scores(dataflow).joules());
      forValues = Math.min(forValues, products.values(dataflow).joules());
    }
    // Sums of rounded terms in another order may come out higher than the cost.
    return (quickEnergy(cycles) + forScores + forValues) * ROUNDING;
  }

  AttentionCost cost(Dataflow forScores, Dataflow forValues) {
    ProductWork first = products.scores(forScores);
    ProductWork second = products.values(forValues);
    Ledger traffic = new Ledger();
    traffic.add(first.ledger);
    traffic.add(second.ledger);
    List<List<ProductWork>> parts =
        order.fused()
            ? List.of(List.of(first, second))
            : List.of(List.of(first), List.of(), List.of(second));
    long cycles = 0;
    long vector = 0;
    long dma = 0;
    long lanes = 0;
    long longest = -1;
    String limit = "";
    for (int i = 0; i < phases.size(); i++) {
      Phase phase = phases.get(i);
      long one = phase.cycles(parts.get(i));
      if (one > longest) {
        longest = one;
        limit = phase.limit(parts.get(i));
      }
      cycles += one;
      vector += phase.vector.busy();
      dma += phase.dmaCycles();
      lanes += phase.laneOps;
    }
    Energy energy = energy(traffic, cycles);
    phases.forEach(phase -> traffic.add(phase.ledger));
    return new AttentionCost(
        new AttentionNest(
            order,
            held,
            blocks.heads(),
            blocks.tiles().rows(),
            blocks.tiles().keys(),
            forScores,
            forValues),
        footprint,
        traffic,
        new AttentionCost.Totals(
            macs(),
            blockCount(),
            lanes,
            cycles,
            first.array.busy() + second.array.busy(),
            vector,
            dma,
            limit,
            energy,
            macs() / (npu.array().peakMacsPerCycle(p.format()) * cycles),
            macs()
                / (npu.array().peakMacsPerCycle(p.format())
                    * (first.array.work() + second.array.work()))));
  }

  private Energy energy(Ledger operands, long cycles) {
    Ledger all = new Ledger();
    all.add(operands);
    Counts counts = new Counts();
    for (Phase phase : phases) {
      all.add(phase.ledger);
      counts.laneOps += phase.laneOps;
    }
    counts.arrayMacs = macs();
    all.count(counts);
    return counts.energy(npu.energy(), macPj(npu, p), cycles / npu.clockHz());
  }

  /**
   * Whether a pair of dataflows with these cycles and this bound of its energy is worth pricing.
   */
  interface PairFilter {
    boolean accepts(long cycles, double leastEnergy);
  }

  /** In the pairs of dataflows that pass, but those that another is in nothing worse than. */
  List<AttentionCost> costs(List<Dataflow> dataflows, PairFilter filter) {
    List<ProductWork> forScores = products.usefulScores(dataflows);
    List<ProductWork> forValues = products.usefulValues(dataflows);
    List<AttentionCost> costs = new ArrayList<>();
    for (ProductWork first : forScores) {
      for (ProductWork second : forValues) {
        long cycles = cycles(first, second);
        double energy = (quickEnergy(cycles) + first.joules() + second.joules()) * ROUNDING;
        if (filter.accepts(cycles, energy)) {
          costs.add(cost(first.dataflow, second.dataflow));
        }
      }
    }
    return costs;
  }
}
