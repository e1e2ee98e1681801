package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.npu.hardware.Npu;
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

  private final Npu npu;
  private final AttentionProblem p;
  private final List<Order> orders;
  private long unfit;

  BlockSpace(Npu npu, AttentionProblem problem, List<Order> orders) {
    this.npu = npu;
    this.p = problem;
    this.orders = orders;
  }

  /** Blockings passed over because they do not fit. */
  long unfit() {
    return unfit;
  }

  /** Returns whether the walk came to its end. */
  boolean walk(Visitor visitor) {
    long rows = npu.array().rows();
    long columns = npu.array().columns();
    ImmutableList<Long> keySizes = BlockSizes.of(p.keys(), rows, columns);
    ImmutableList<Long> headSizes = BlockSizes.of(p.sharing());
    for (long blockRows : BlockSizes.of(p.queries(), rows, columns)) {
      for (long blockKeys : keySizes) {
        if (4 * blockRows * blockKeys > npu.accumulator().sizeBytes()) {
          unfit++;
          continue;
        }
        TileVisits tiles = TileVisits.of(p, blockRows, blockKeys);
        for (long heads : headSizes) {
          if (!walk(visitor, new Blocks(p, heads, tiles))) {
            return false;
          }
        }
      }
    }
    return true;
  }

  private boolean walk(Visitor visitor, Blocks blocks) {
    boolean oneBlock = blocks.tiles().keyBlocks() == 1;
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
        } else if (!visitor.visit(new Draft(npu, order, held, blocks, footprint))) {
          return false;
        }
      }
    }
    return true;
  }
}
