package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.emit.AttendRegions.Block;
import dev.npusim.mapper.emit.AttendRegions.Head;
import dev.npusim.npu.program.Access;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Accesses to the keys, or to the values, of an attention. Each block of rows asks for all blocks
 * of a head in their order; what stays for all of the head is looked up for the first of them only.
 */
final class KeyBlocks {
  private final int layer;
  private final Value value;
  private final Function<Block, Region> part;
  private final @Nullable Ring ring;

  /** Of the head at hand. */
  private final List<ImmutableList<Access>> known = new ArrayList<>();

  private @Nullable Head head;

  /** The next of them; how many are known when nobody has asked for it yet. */
  private int next;

  /**
   * @param part of the value that a block needs
   * @param ring slots for what is fetched block by block, or null where it stays
   */
  KeyBlocks(int layer, Value value, Function<Block, Region> part, @Nullable Ring ring) {
    this.layer = layer;
    this.value = value;
    this.part = part;
    this.ring = ring;
  }

  /** Those that {@code block} needs. */
  ImmutableList<Access> of(Emission emission, Block block) {
    if (!block.of().equals(head)) {
      head = block.of();
      known.clear();
    }
    next = block.keyBegin() == 0 ? 0 : next + 1;
    if (next < known.size()) {
      return known.get(next);
    }
    List<Access> accesses = new ArrayList<>(1);
    emission.obtain(layer, value, part.apply(block), ring, accesses);
    ImmutableList<Access> found = ImmutableList.copyOf(accesses);
    if (ring == null) {
      known.add(found);
    }
    return found;
  }
}
