package dev.npusim.mapper.vector;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.VectorOperation;
import dev.npusim.ir.op.Whole;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.fuse.LaneOps;
import java.util.List;

/**
 * An operation of the vector unit by itself: norms, softmax, pooling, what works element by
 * element, moves of data, and depthwise convolutions. Its operands begin and end in DRAM.
 */
public record VectorProblem(Node node, Precision precision) {
  public VectorProblem {
    if (!runsOnVectorUnit(node)) {
      throw new IllegalArgumentException(node.name() + ": " + node.op().kind());
    }
  }

  /** Whether programs may run {@code node} on the vector unit. */
  public static boolean runsOnVectorUnit(Node node) {
    return node.op() instanceof VectorOperation || GroupFormation.isDepthwise(node);
  }

  /** All that a cost depends on but the name. */
  public Object key() {
    return List.of(
        node.op(),
        node.inputs().stream().map(value -> List.of(value.type(), value.kind())).toList(),
        node.output().type(),
        precision);
  }

  public String name() {
    return node.name();
  }

  public String kind() {
    return node.op().kind();
  }

  /** The stored matrix that is made. */
  public Region whole() {
    return node.output().type().wholeRegion();
  }

  /** Lane operations, statistics included. */
  public long laneOps() {
    return LaneOps.of(node, whole())
        + (hasTwoPasses() ? LaneOps.statistics(node, input(0, whole())) : 0);
  }

  /** A norm over rows is taken the statistics of before any of it can be made. */
  boolean hasTwoPasses() {
    return node.op() instanceof Normalization norm && !norm.isRowLocal();
  }

  /** All channels of a scan are alike, its tokens are not: its blocks are of columns. */
  boolean blocksColumns() {
    return node.op() instanceof SelectiveScan;
  }

  /** Any part of the result may need all of the input: one block. */
  boolean isOneBlock() {
    return node.op() instanceof Permute || node.op() instanceof Pad || node.op() instanceof Whole;
  }

  /** Rows that belong together: a row of the image, where it is one. */
  long rowGrain() {
    TensorType type = node.output().type();
    return type.layout() == Layout.IMAGE ? type.shape().dim(3) : 1;
  }

  int inputs() {
    return node.inputs().size();
  }

  Value input(int index) {
    return node.input(index);
  }

  /** What a block needs of an input. */
  Region input(int index, Region block) {
    return Footprint.of(node, index, block);
  }

  long bytes(Value value, long elements) {
    return precision.bytes(value, elements);
  }

  /** Inputs and result with their stored matrices, as {@code 4096 x 320}, in order. */
  public ImmutableList<String> shapes() {
    ImmutableList.Builder<String> shapes = ImmutableList.builder();
    node.inputs().forEach(value -> shapes.add(shape(value)));
    return shapes.add(shape(node.output())).build();
  }

  private static String shape(Value value) {
    return value.type().rows() + " x " + value.type().columns();
  }
}
