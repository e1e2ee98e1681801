package dev.npusim.mapper.plan;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Whole;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.tile.ContractionTiling;

/** SRAM that groups need beside what is resident and what their tilings count. */
public final class Workspace {
  /** A vector instruction works on about this much of its widest operand. */
  private static final long VECTOR_BLOCK_BYTES = 24 << 10;

  /** Shorter pieces of DRAM rows waste bandwidth. */
  private static final long BURST_BYTES = 64;

  private final GroupContext context;
  private final Precision precision;
  private final long budgetBytes;
  private final int slots;

  /**
   * @param budgetBytes SRAM that the whole program may use
   */
  public Workspace(GroupContext context, Precision precision, long budgetBytes) {
    this.context = context;
    this.precision = precision;
    this.budgetBytes = budgetBytes;
    this.slots = ContractionTiling.slots(context.npu().cores());
  }

  /**
   * Bytes of the operands that stay for the whole group, weights that are there anyway left out.
   */
  public long smallOperands(Group group, int g) {
    long bytes = 0;
    for (Node node : group.nodes()) {
      boolean contraction = group instanceof Group.Contract && node.equals(group.anchor());
      for (int i = contraction ? 2 : 0; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        boolean there = value.isStatic() && context.isResident(value, g);
        if (!there && context.staysWhole(group, node, value)) {
          for (Aliases.Piece piece : context.aliases().pieces(value)) {
            bytes +=
                AddressSpace.align(
                    context.tensors().of(piece.root()).bytes(piece.there().elements()));
          }
        }
      }
    }
    return bytes;
  }

  /**
   * What one vector instruction makes: as many whole rows as give its largest operand about the
   * block size, or for a scan, which needs all tokens of a channel, as many channels.
   */
  public Region vectorBlock(Group.Vector group) {
    Region whole = group.output().type().wholeRegion();
    Operation anchor = group.anchor().op();
    if (anchor instanceof Permute || anchor instanceof Pad || anchor instanceof Whole) {
      return whole;
    }
    if (anchor instanceof SelectiveScan) {
      return new Region(0, whole.rows(), 0, channels(whole));
    }
    long widest = whole.columns();
    for (Value input : group.anchor().inputs()) {
      if (!input.isStatic()) {
        widest = Math.max(widest, input.elements() / Math.max(1, whole.rows()));
      }
    }
    long rowBytes = Math.max(1, widest * precision.activationBits() / 8);
    long rows = Math.max(1, Math.min(whole.rows(), VECTOR_BLOCK_BYTES / rowBytes));
    return new Region(0, (int) rows, 0, whole.columns());
  }

  /**
   * Channels of a scan's block: about the block size, but rows no shorter than a DRAM burst unless
   * the slots of x, delta and the result then take most of the SRAM.
   */
  private int channels(Region whole) {
    long columnBytes = Math.max(1, whole.rows() * (long) precision.activationBits() / 8);
    long channels = Math.max(BURST_BYTES, VECTOR_BLOCK_BYTES / columnBytes);
    long most = budgetBytes / 2 / (3 * slots * columnBytes);
    return (int) Math.max(1, Math.min(whole.columns(), Math.min(channels, most)));
  }

  /** Bytes of a vector group's slots, given what is resident while it runs. */
  public long ofVector(Group.Vector group, int g) {
    Region block = vectorBlock(group);
    Region inner = block.shift((group.output().type().wholeRegion().rows() - block.rows()) / 2, 0);
    long bytes = 0;
    for (Node node : group.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        if (context.rowOperands(group, node).contains(value) && !context.isResident(value, g)) {
          Region a = Footprint.of(node, i, block);
          Region b = Footprint.of(node, i, inner);
          bytes +=
              slots
                  * Math.max(
                      context.slotBytes(value, a.rows(), a.columns()),
                      context.slotBytes(value, b.rows(), b.columns()));
        }
      }
    }
    if (!context.staysAfter(group.output(), g)) {
      bytes += slots * context.slotBytes(group.output(), block.rows(), block.columns());
    }
    return bytes;
  }
}
