package dev.npusim.mapper.plan;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Whole;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.tile.ContractionTiling;

/** SRAM that groups need beside what is resident and what their tilings count. */
public final class Workspace {
  /** A vector instruction works on about this much of its widest operand. */
  private static final long VECTOR_BLOCK_BYTES = 24 << 10;

  private final GroupContext context;
  private final Precision precision;

  public Workspace(GroupContext context, Precision precision) {
    this.context = context;
    this.precision = precision;
  }

  /** Bytes of the operands that stay for the whole group. */
  public long smallOperands(Group group) {
    long bytes = 0;
    for (Node node : group.nodes()) {
      boolean contraction = group instanceof Group.Contract && node.equals(group.anchor());
      for (int i = contraction ? 2 : 0; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        if (context.staysWhole(group, node, value)) {
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
   * Output rows of one vector instruction: as many as make its largest operand about the block
   * size.
   */
  public int vectorRows(Group.Vector group) {
    Region whole = group.output().type().wholeRegion();
    Operation anchor = group.anchor().op();
    if (anchor instanceof Permute || anchor instanceof Pad || anchor instanceof Whole) {
      return whole.rows();
    }
    long widest = whole.columns();
    for (Value input : group.anchor().inputs()) {
      if (!input.isStatic()) {
        widest = Math.max(widest, input.elements() / Math.max(1, whole.rows()));
      }
    }
    long rowBytes = Math.max(1, widest * precision.activationBits() / 8);
    return (int) Math.max(1, Math.min(whole.rows(), VECTOR_BLOCK_BYTES / rowBytes));
  }

  /** Bytes of a vector group's slots, given what is resident while it runs. */
  public long ofVector(Group.Vector group, int g) {
    int rows = vectorRows(group);
    Region whole = group.output().type().wholeRegion();
    Region block = new Region(0, Math.min(rows, whole.rows()), 0, whole.columns());
    int middle = Math.max(0, (whole.rows() - rows) / 2);
    Region inner = new Region(middle, Math.min(whole.rows(), middle + rows), 0, whole.columns());
    long bytes = 0;
    for (Node node : group.nodes()) {
      for (int i = 0; i < node.inputs().size(); i++) {
        Value value = node.input(i);
        if (context.rowOperands(group, node).contains(value) && !context.isResident(value, g)) {
          Region a = Footprint.of(node, i, block);
          Region b = Footprint.of(node, i, inner);
          bytes +=
              ContractionTiling.SLOTS
                  * Math.max(
                      context.slotBytes(value, a.rows(), a.columns()),
                      context.slotBytes(value, b.rows(), b.columns()));
        }
      }
    }
    if (!context.staysAfter(group.output(), g)) {
      bytes +=
          ContractionTiling.SLOTS
              * context.slotBytes(group.output(), block.rows(), whole.columns());
    }
    return bytes;
  }
}
