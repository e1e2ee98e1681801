package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Elementwise;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Window;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node that makes any part of an image from parts of images: convolutions, element by element
 * work, pools, constant padding, repeated pixels, folds, and views along the channels.
 */
final class SpatialNode {
  /** The axes of an image that are cut. */
  static final int HEIGHT = 2;

  static final int WIDTH = 3;
  private static final int CHANNELS = 1;

  private final Node node;

  /** By input, height and width. */
  private final List<@Nullable AxisReach> reaches = new ArrayList<>();

  private SpatialNode(Node node) {
    this.node = node;
  }

  /** Null for a node that cannot be cut into tiles. */
  static @Nullable SpatialNode of(Node node) {
    if (!isImage(node.output())) {
      return null;
    }
    SpatialNode spatial = new SpatialNode(node);
    for (int input = 0; input < node.inputs().size(); input++) {
      if (!spatial.isCut(input)) {
        spatial.reaches.add(null);
        spatial.reaches.add(null);
        continue;
      }
      if (!isImage(node.input(input))) {
        return null;
      }
      AxisReach rows = spatial.reach(input, HEIGHT);
      AxisReach columns = spatial.reach(input, WIDTH);
      if (rows == null || columns == null) {
        return null;
      }
      spatial.reaches.add(rows);
      spatial.reaches.add(columns);
    }
    return spatial.isKnown() ? spatial : null;
  }

  Node node() {
    return node;
  }

  /** Extent of the output along {@link #HEIGHT} or {@link #WIDTH}. */
  int extent(int axis) {
    return Math.toIntExact(node.output().type().shape().dim(axis));
  }

  /** Whether an input is an image that tiles read parts of; others are read whole by each. */
  boolean isCut(int input) {
    return !node.input(input).isStatic();
  }

  private static boolean isImage(Value value) {
    return value.type().layout() == Layout.IMAGE && value.type().shape().rank() == 4;
  }

  private boolean isKnown() {
    Operation op = node.op();
    if (op instanceof Convolution) {
      return node.inputs().stream().skip(1).allMatch(Value::isStatic);
    }
    if (op instanceof Broadcasting) {
      boolean whole = false;
      for (Value input : node.inputs()) {
        Shape shape = input.type().shape();
        boolean flat = shape.rank() < 2 || (shape.dim(-1) == 1 && shape.dim(-2) == 1);
        if (input.isStatic() && !flat) {
          return false;
        }
        whole |= shape.equals(node.output().type().shape());
      }
      return whole;
    }
    return op instanceof Elementwise
        || op instanceof Pool
        || op instanceof Fold
        || op instanceof Resize
        || op instanceof Pad
        || (op instanceof Concat concat && concat.axis() == CHANNELS)
        || (op instanceof Slice slice && slice.axis() == CHANNELS);
  }

  /**
   * How the output depends on an input that is cut; null where it cannot be cut along this axis.
   */
  private @Nullable AxisReach reach(int input, int axis) {
    int extent = Math.toIntExact(node.input(input).type().shape().dim(axis));
    boolean rows = axis == HEIGHT;
    Operation op = node.op();
    if (op instanceof Convolution conv) {
      return sliding(rows ? conv.rows() : conv.columns(), extent);
    }
    if (op instanceof Pool pool) {
      return sliding(rows ? pool.rows() : pool.columns(), extent);
    }
    if (op instanceof Fold fold) {
      return new AxisReach.Folded(rows ? fold.rows() : fold.columns(), extent);
    }
    if (op instanceof Resize resize) {
      return repeated(resize, rows, extent);
    }
    if (op instanceof Pad pad) {
      return pad.fill() == Pad.Fill.CONSTANT
          ? new AxisReach.Padded(pad.before().get(axis), extent, extent(axis))
          : null;
    }
    if (extent == extent(axis)) {
      return new AxisReach.Same();
    }
    return extent == 1 ? new AxisReach.Single() : null;
  }

  /** A window that lies in the padding as a whole reads nothing that could be cut out. */
  private static @Nullable AxisReach sliding(Window window, int extent) {
    int reach = window.dilation() * (window.kernel() - 1) + 1;
    return window.padBefore() < reach && window.padAfter() < reach
        ? new AxisReach.Sliding(window, extent)
        : null;
  }

  private @Nullable AxisReach repeated(Resize op, boolean rows, int extent) {
    int outputs = extent(rows ? HEIGHT : WIDTH);
    double stated = rows ? op.sampling().rowScale() : op.sampling().columnScale();
    boolean repeats =
        op.filter() == Resize.Filter.NEAREST
            && op.sampling().coordinates() == Resize.Coordinates.ASYMMETRIC
            && op.sampling().rounding() == Resize.Rounding.FLOOR
            && outputs % extent == 0
            && (stated == 0 || stated == outputs / extent);
    return repeats ? new AxisReach.Repeated(outputs / extent) : null;
  }

  /** What an input has to be for a tile of the output; both spans along {@code axis}. */
  Span needs(int input, int axis, Span output) {
    return found(input, axis).needs(output);
  }

  /** The tile that can be made and holds {@code output}. */
  Span made(int axis, Span output) {
    Span made = output;
    for (int input = 0; input < node.inputs().size(); input++) {
      if (isCut(input)) {
        made = made.hull(found(input, axis).made(output));
      }
    }
    return made;
  }

  private AxisReach found(int input, int axis) {
    AxisReach reach = reaches.get(2 * input + axis - HEIGHT);
    if (reach == null) {
      throw new IllegalStateException(node.name() + " cannot be cut along axis " + axis);
    }
    return reach;
  }

  /** The operation that makes a tile of the output of what the tile needs. */
  Operation operation(Span rows, Span columns) {
    Operation op = node.op();
    if (op instanceof Convolution conv) {
      return new Convolution(slidingOn(HEIGHT, rows), slidingOn(WIDTH, columns), conv.groups());
    }
    if (op instanceof Pool pool) {
      return new Pool(
          pool.function(), slidingOn(HEIGHT, rows), slidingOn(WIDTH, columns), pool.countPadding());
    }
    if (op instanceof Fold) {
      return new Fold(
          ((AxisReach.Folded) found(0, HEIGHT)).on(rows),
          ((AxisReach.Folded) found(0, WIDTH)).on(columns),
          rows.length(),
          columns.length());
    }
    if (op instanceof Resize resize) {
      return new Resize(resize.filter(), rows.length(), columns.length(), resize.sampling());
    }
    if (op instanceof Pad pad) {
      return new Pad(
          type(rows, columns),
          ImmutableList.of(
              pad.before().get(0),
              pad.before().get(1),
              Math.max(0, pad.before().get(HEIGHT) - rows.begin()),
              Math.max(0, pad.before().get(WIDTH) - columns.begin())),
          pad.fill(),
          pad.value());
    }
    return op;
  }

  private Window slidingOn(int axis, Span output) {
    return ((AxisReach.Sliding) found(0, axis)).on(output);
  }

  /** The type of a tile of the output. */
  TensorType type(Span rows, Span columns) {
    TensorType type = node.output().type();
    return type.withShape(type.shape().with(HEIGHT, rows.length()).with(WIDTH, columns.length()));
  }
}
