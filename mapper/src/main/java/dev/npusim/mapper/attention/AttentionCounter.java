package dev.npusim.mapper.attention;

import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;

/** Prices one loop nest of attention. */
public final class AttentionCounter {
  private AttentionCounter() {}

  /**
   * The cost of {@code nest}, whether or not another is better.
   *
   * @throws MappingException where a size is out of its range, a dataflow is none of the array's,
   *     or the SRAM or the accumulator is too small
   */
  public static AttentionCost cost(Npu npu, AttentionProblem problem, AttentionNest nest) {
    within(problem, "heads", nest.heads(), problem.sharing());
    within(problem, "rows", nest.rows(), problem.queries());
    within(problem, "keys", nest.keys(), problem.keys());
    for (Dataflow dataflow : new Dataflow[] {nest.scores(), nest.values()}) {
      if (!ContractionSearch.allowed(npu.array()).contains(dataflow)) {
        throw new MappingException(
            problem.name()
                + ": the array of "
                + npu.name()
                + " cannot run "
                + dataflow.shortName()
                + ", only "
                + ContractionSearch.allowed(npu.array()).stream()
                    .map(Dataflow::shortName)
                    .toList());
      }
    }
    TileVisits tiles = TileVisits.of(problem, nest.rows(), nest.keys());
    Blocks blocks = new Blocks(problem, nest.heads(), tiles);
    Footprint footprint = Footprint.of(problem, nest.order(), nest.held(), nest.heads(), tiles);
    fits(problem, "SRAM", footprint.sramBytes(), npu.sram().sizeBytes());
    fits(problem, "accumulator", footprint.accumulatorBytes(), npu.accumulator().sizeBytes());
    Products products = new Products(npu, blocks, nest.order().sums());
    return new Draft(npu, nest.order(), nest.held(), blocks, footprint, products)
        .cost(nest.scores(), nest.values());
  }

  private static void within(AttentionProblem problem, String what, long size, long most) {
    if (size < 1 || size > most) {
      throw new MappingException(
          problem.name() + ": " + what + "=" + size + " of a block: expected 1 to " + most);
    }
  }

  private static void fits(AttentionProblem problem, String memory, long needed, long capacity) {
    if (needed > capacity) {
      throw new MappingException(
          problem.name()
              + ": the blocks need "
              + needed
              + " B of the "
              + memory
              + ", which has "
              + capacity
              + " B");
    }
  }
}
