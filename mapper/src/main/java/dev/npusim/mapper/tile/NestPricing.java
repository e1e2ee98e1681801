package dev.npusim.mapper.tile;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import org.jspecify.annotations.Nullable;

/**
 * Prices the nests of one contraction in one dataflow, one after the other; not thread-safe. Most
 * dataflows are never the fastest, so what counting takes is made when something is counted.
 */
final class NestPricing {
  private final Npu npu;
  private final ContractionProblem problem;
  private final Dataflow dataflow;
  private final ArrayWork work;
  private @Nullable Counting counting;

  NestPricing(Npu npu, ContractionProblem problem, Dataflow dataflow) {
    this.npu = npu;
    this.problem = problem;
    this.dataflow = dataflow;
    this.work = new ArrayWork(npu.array(), problem, dataflow);
  }

  ContractionLoops loops(ContractionCandidates.Tile tile, int blockRows, boolean pinned) {
    return new ContractionLoops(
        dataflow, tile.rows(), tile.columns(), tile.reduction(), blockRows, pinned);
  }

  /** Cycles of one array instruction over a full tile. */
  long cycles(ContractionCandidates.Tile tile) {
    long columns = problem.groups() > 1 ? problem.n() / problem.groups() : tile.columns();
    return work.busy(tile.rows(), columns, tile.reduction());
  }

  /** Cycles of all array instructions. */
  long arrayCycles(ContractionLoops loops) {
    return work.cycles(loops);
  }

  /** Null where the loops are no nest of the layer, or need more than the accumulator. */
  @Nullable NestCounts counts(ContractionLoops loops) {
    Counting made = counting;
    if (made == null) {
      made = new Counting(npu, problem, dataflow);
      counting = made;
    }
    return made.counts(loops);
  }

  private static final class Counting {
    private final ContractionNest nest;
    private final Evaluator evaluator;
    private final FlatMapping flat;
    private final NestCounts.Sizes sizes;

    Counting(Npu npu, ContractionProblem problem, Dataflow dataflow) {
      nest =
          new ContractionNest(
              npu, problem.layer(), problem.panels(), problem.groups() > 1, dataflow);
      evaluator = new PhysicalCounter().evaluator(nest.architecture(), problem.layer());
      flat = new FlatMapping(nest.architecture(), problem.layer());
      sizes = new NestCounts.Sizes(problem.layer(), nest);
    }

    @Nullable NestCounts counts(ContractionLoops loops) {
      return nest.write(loops, flat) && evaluator.evaluate(flat)
          ? NestCounts.of(evaluator, sizes)
          : null;
    }
  }
}
