package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.List;

/**
 * All blockings that fit a chip, dataflows left open: rows and keys of {@link BlockSizes}, heads
 * stacked, order, held or passing. The largest blocks come first: they are good ones to start with.
 */
final class BlockSpace {
  /** Takes blockings; false ends the walk. */
  interface Visitor {
    boolean visit(Draft draft);
  }

  /** What of all blockings is wanted. */
  interface Part {
    Part ALL =
        new Part() {
          @Override
          public ImmutableList<Long> sizes(long bound, long rows, long columns) {
            return BlockSizes.of(bound, rows, columns);
          }

          @Override
          public boolean accepts(long heads, long rows) {
            return true;
          }
        };

    /** Rows or keys of a block, for an array with this many rows and columns. */
    ImmutableList<Long> sizes(long bound, long rows, long columns);

    boolean accepts(long heads, long rows);
  }

  /** Whether something known is better than what takes this much. */
  interface Bound {
    boolean excludes(boolean held, long sramBytes, long leastCycles);
  }

  private final Npu npu;
  private final AttentionProblem p;
  private final List<Order> orders;
  private final Part part;
  private final Bound bound;
  private long unfit;

  BlockSpace(Npu npu, AttentionProblem problem, List<Order> orders) {
    this(npu, problem, orders, Part.ALL, (held, sram, cycles) -> false);
  }

  /**
   * @param bound asked before a blocking is priced at all
   */
  BlockSpace(Npu npu, AttentionProblem problem, List<Order> orders, Part part, Bound bound) {
    this.npu = npu;
    this.p = problem;
    this.orders = orders;
    this.part = part;
    this.bound = bound;
  }

  /** Blockings passed over because they do not fit. */
  long unfit() {
    return unfit;
  }

  /** Returns whether the walk came to its end. */
  boolean walk(Visitor visitor) {
    long rows = npu.array().rows();
    long columns = npu.array().columns();
    ImmutableList<Long> keySizes = part.sizes(p.keys(), rows, columns);
    ImmutableList<Long> headSizes = BlockSizes.of(p.sharing());
    for (long blockRows : part.sizes(p.queries(), rows, columns)) {
      for (long blockKeys : keySizes) {
        if (4 * blockRows * blockKeys > npu.accumulator().sizeBytes()) {
          unfit++;
          continue;
        }
        TileVisits tiles = TileVisits.of(p, blockRows, blockKeys);
        for (long heads : headSizes) {
          if (part.accepts(heads, blockRows) && !walk(visitor, new Blocks(p, heads, tiles))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean walk(Visitor visitor, Blocks blocks) {
    boolean oneBlock = blocks.tiles().keyBlocks() == 1;
    long least = leastCycles(blocks);
    boolean oneRowBlock = blocks.tiles().rowBlocks() * blocks.headBlocks() == 1;
    for (Order order : orders) {
      for (boolean held : new boolean[] {true, false}) {
        // A single block of keys is held anyway, and with one block there is no outer and inner.
        if (oneBlock && !held || order == Order.KEYS_OUTER && (oneBlock || oneRowBlock)) {
          continue;
        }
        Footprint footprint = Footprint.of(p, order, held, blocks.heads(), blocks.tiles());
        if (footprint.sramBytes() > npu.sram().sizeBytes()
            || footprint.accumulatorBytes() > npu.accumulator().sizeBytes()) {
          unfit++;
        } else if (bound.excludes(held, footprint.sramBytes(), least)) {
          continue;
        } else if (!visitor.visit(new Draft(npu, order, held, blocks, footprint))) {
          return false;
        }
      }
    }
    return true;
  }

  /**
   * Of the vector unit in whichever order: softmax and outputs; and rescaling, if it is fused. Or
   * of the array: full blocks in the fastest dataflows.
   */
  private long leastCycles(Blocks blocks) {
    TileVisits tiles = blocks.tiles();
    long work = tiles.scores() * p.scoreLaneOps() + p.queries() * p.valueDim();
    if (orders.stream().allMatch(Order::fused)) {
      work += Attention.rescaleLaneOps(tiles.rowsVisited() - p.queries(), p.valueDim());
    }
    long rows = blocks.heads() * tiles.rows();
    long full = p.kvHeads() * (p.sharing() / blocks.heads()) * tiles.fullFull();
    long array =
        full == 0
            ? 0
            : full
                * (fastest(rows, tiles.keys(), p.headDim())
                    + fastest(rows, p.valueDim(), tiles.keys()));
    return Math.max(array, PortTiming.vector(npu, p.heads() * work));
  }

  private long fastest(long m, long n, long k) {
    double rate = npu.array().rate(p.format());
    long fewest = Long.MAX_VALUE;
    for (Dataflow dataflow : ContractionSearch.allowed(npu.array())) {
      fewest = Math.min(fewest, ArrayTiming.busy(npu.array(), rate, dataflow, m, n, k));
    }
    return fewest;
  }
}
