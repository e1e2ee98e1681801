package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.emit.AttendRegions.Block;
import dev.npusim.npu.program.Access;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Blocks of one attention on one core. Scores run ahead of softmax and values by as many blocks as
 * there are score slots to spare; a finished block of rows is drained one softmax later, so that
 * the vector unit does not wait for its last values.
 */
final class AttendPipeline {
  private final AttendTiles tiles;
  private final List<Block> blocks;
  private final int keys;
  private final ArrayDeque<Access> computed = new ArrayDeque<>();
  private ImmutableList<Access> query = ImmutableList.of();
  private @Nullable Access output;
  private @Nullable Access finished;
  private int ahead;
  private int position;

  /**
   * @param keys of the whole attention
   */
  AttendPipeline(AttendTiles tiles, List<Block> blocks, int keys) {
    this.tiles = tiles;
    this.blocks = blocks;
    this.keys = keys;
  }

  boolean isDone() {
    return position == blocks.size() && finished == null;
  }

  /** Writes one block's softmax and values and what of the next blocks' scores has room. */
  void advance(Emission emission) {
    emission.writer.core(tiles.core());
    if (position == blocks.size()) {
      drain(emission);
      return;
    }
    Block block = blocks.get(position++);
    while (ahead < blocks.size() && computed.size() < tiles.scoreSlots()) {
      Block next = blocks.get(ahead++);
      if (next.keyBegin() == 0) {
        query = tiles.query(emission, next);
      }
      computed.add(tiles.scores(emission, query, next));
    }
    if (block.keyBegin() == 0) {
      output = tiles.open(emission, block);
    }
    Access result = Objects.requireNonNull(output);
    Access probabilities = tiles.softmax(emission, computed.remove());
    drain(emission);
    if (block.keyBegin() > 0) {
      tiles.rescale(emission, result);
    }
    tiles.values(emission, block, probabilities, result);
    if (block.keyEnd() == keys) {
      finished = result;
    }
  }

  private void drain(Emission emission) {
    if (finished != null) {
      Access result = finished;
      finished = null;
      tiles.drain(emission, result);
    }
  }
}
