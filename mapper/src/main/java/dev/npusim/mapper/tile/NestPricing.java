package dev.npusim.mapper.tile;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import org.jspecify.annotations.Nullable;

/** Counts the nests of one contraction in one dataflow, one after the other; not thread-safe. */
final class NestPricing {
  private final Npu npu;
  private final ContractionProblem problem;
  private final Dataflow dataflow;
  private final ContractionNest nest;
  private final Evaluator evaluator;
  private final FlatMapping flat;

  NestPricing(Npu npu, ContractionProblem problem, Dataflow dataflow) {
    this.npu = npu;
    this.problem = problem;
    this.dataflow = dataflow;
    nest =
        new ContractionNest(npu, problem.layer(), problem.panels(), problem.groups() > 1, dataflow);
    evaluator = new PhysicalCounter().evaluator(nest.architecture(), problem.layer());
    flat = new FlatMapping(nest.architecture(), problem.layer());
  }

  ContractionLoops loops(ContractionCandidates.Tile tile, int blockRows, boolean pinned) {
    return new ContractionLoops(
        dataflow, tile.rows(), tile.columns(), tile.reduction(), blockRows, pinned);
  }

  /** Cycles of one array instruction over a full tile. */
  long cycles(ContractionCandidates.Tile tile) {
    long columns = problem.groups() > 1 ? problem.n() / problem.groups() : tile.columns();
    return ArrayTiming.busy(
        npu.array(),
        problem.rate(),
        dataflow,
        tile.rows(),
        columns,
        problem.weights().products(tile.reduction()),
        problem.taps());
  }

  /** Null where the loops are no nest of the layer, or need more than the accumulator. */
  @Nullable NestCounts counts(ContractionLoops loops) {
    return nest.write(loops, flat) && evaluator.evaluate(flat)
        ? NestCounts.of(evaluator, nest)
        : null;
  }
}
