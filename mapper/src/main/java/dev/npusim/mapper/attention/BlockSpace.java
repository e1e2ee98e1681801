package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.npu.hardware.Npu;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.function.DoubleSupplier;

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
    /** Those of {@link #ALL} that suit the array. */
    Part FEW =
        new Part() {
          @Override
          public ImmutableList<Long> sizes(long bound, long rows, long columns) {
            return BlockSizes.few(bound, rows, columns);
          }

          @Override
          public boolean accepts(long heads, long rows) {
            return true;
          }
        };

    Part ALL =
        new Part() {
          @Override
          public ImmutableList<Long> sizes(long bound, long rows, long columns) {
            return BlockSizes.all(bound, rows, columns);
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

    /** The same, in whichever order, whatever is held. */
    default boolean excludes(long leastCycles, DoubleSupplier leastJoules) {
      return false;
    }
  }

  private final Npu npu;
  private final AttentionProblem p;
  private final List<Order> orders;
  private final Part part;
  private final Bound bound;
  private final BlockFloor floor;
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
    this.floor = new BlockFloor(npu, problem, orders.stream().allMatch(Order::fused));
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
    long least = floor.cycles(blocks);
    if (bound.excludes(least, () -> floor.joules(blocks, least))) {
      return true;
    }
    Map<AttentionOperand, Products> products = new EnumMap<>(AttentionOperand.class);
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
        } else if (!visitor.visit(
            new Draft(
                npu,
                order,
                held,
                blocks,
                footprint,
                products.computeIfAbsent(order.sums(), sums -> new Products(npu, blocks, sums))))) {
          return false;
        }
      }
    }
    return true;
  }
}
