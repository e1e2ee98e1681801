package dev.npusim.mapper.attention;

import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;

/**
 * What blocks cost at least in whichever order and dataflows, whatever is held: cheap enough to ask
 * before a {@link Draft} is made.
 *
 * @param fused whether every order that is asked about is
 */
record BlockFloor(Npu npu, AttentionProblem p, boolean fused) {
  /** Its sums have another order than those of costs. */
  private static final double ROUNDING = 1 - 1e-12;

  /**
   * Of the vector unit: softmax and outputs; and rescaling, if it is fused. Or of the array: full
   * blocks in the fastest dataflows.
   */
  long cycles(Blocks blocks) {
    TileVisits tiles = blocks.tiles();
    long rows = blocks.heads() * tiles.rows();
    long full = p.kvHeads() * (p.sharing() / blocks.heads()) * tiles.fullFull();
    long array =
        full == 0
            ? 0
            : full
                * (fastest(rows, tiles.keys(), p.headDim())
                    + fastest(rows, p.valueDim(), tiles.keys()));
    return Math.max(array, PortTiming.vector(npu, laneOps(tiles)));
  }

  private long laneOps(TileVisits tiles) {
    long work = tiles.scores() * p.scoreLaneOps() + p.queries() * p.valueDim();
    if (fused) {
      work += Attention.rescaleLaneOps(tiles.rowsVisited() - p.queries(), p.valueDim());
    }
    return p.heads() * work;
  }

  private long fastest(long m, long n, long k) {
    double rate = npu.array().rate(p.format());
    long fewest = Long.MAX_VALUE;
    for (Dataflow dataflow : ContractionSearch.allowed(npu.array())) {
      fewest = Math.min(fewest, ArrayTiming.busy(npu.array(), rate, dataflow, m, n, k));
    }
    return fewest;
  }

  /**
   * Each product reads its operands and writes its sums once per block, later keys read the sums
   * that they add to; softmax reads scores and writes them. In joules.
   *
   * @param cycles for which static power is paid
   */
  double joules(Blocks blocks, long cycles) {
    TileVisits tiles = blocks.tiles();
    long scores = p.heads() * tiles.scores();
    long visited = p.heads() * tiles.rowsVisited();
    long again = visited - p.heads() * p.queries();
    long keys = p.kvHeads() * blocks.headBlocks() * tiles.keysVisited();
    Counts counts = new Counts();
    counts.arrayMacs = scores * (p.headDim() + p.valueDim());
    counts.laneOps = laneOps(tiles);
    counts.localBytes =
        (2 * scores + (visited + again) * p.valueDim()) * Precision.PARTIAL_SUM_BYTES;
    counts.sramReadBytes =
        p.bits() * (visited * p.headDim() + scores + keys * (p.headDim() + p.valueDim())) / 8;
    counts.sramWriteBytes = p.bits() * scores / 8;
    return counts.energy(npu.energy(), Draft.macPj(npu, p), cycles / npu.clockHz()).total()
        * ROUNDING;
  }
}
