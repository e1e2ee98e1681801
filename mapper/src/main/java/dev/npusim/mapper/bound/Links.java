package dev.npusim.mapper.bound;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Elementwise;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.VectorOperation;
import dev.npusim.ir.op.View;
import dev.npusim.ir.op.Window;
import org.jspecify.annotations.Nullable;

/**
 * How the output of a node depends on each of its inputs, and which inputs each part of its work
 * takes something of. Where a rule would need more than the shapes (indices, masks, constants
 * around an image) nothing is said: no link.
 */
final class Links {
  private static final int BATCH = 0;

  private Links() {}

  /** Null where nothing is known. */
  static @Nullable Link of(Node node, int input) {
    Value value = node.input(input);
    if (value.isStatic()) {
      return null;
    }
    TensorType from = value.type();
    TensorType to = node.output().type();
    Operation op = node.op();
    if (op instanceof Contraction contraction) {
      return ofContraction(contraction, node, input);
    }
    if (op instanceof View view) {
      return ofView(view, from, to);
    }
    return ofVector((VectorOperation) op, input, from, to);
  }

  /**
   * Whether each multiplication or lane operation of a node takes something of this input: for
   * attention the scores do, and all else follows from these.
   */
  static boolean isAwaited(Node node, int input) {
    Operation op = node.op();
    if (node.input(input).isStatic() || op instanceof View) {
      return false;
    }
    if (op instanceof Attention || op instanceof MatMul) {
      return input < 2;
    }
    return input == 0 || op instanceof Broadcasting;
  }

  /** Whether something of the output depends on each element of an input. */
  static boolean readsAll(Node node, int input) {
    Operation op = node.op();
    if (op instanceof Concat
        || op instanceof Reshape
        || op instanceof Permute
        || op instanceof Expand
        || op instanceof Pad
        || op instanceof Reduce
        || op instanceof MatMul) {
      return true;
    }
    Link link = of(node, input);
    return link != null && link.rows() != Reach.SOME && link.columns() != Reach.SOME;
  }

  private static @Nullable Link ofContraction(Contraction op, Node node, int input) {
    TensorType from = node.input(input).type();
    if (op instanceof Attention attention) {
      return ofAttention(attention, node.types(), input);
    }
    if (op instanceof MatMul matmul) {
      return ofProduct(matmul, from, input);
    }
    if (input != 0) {
      return null;
    }
    if (op instanceof Convolution conv) {
      Reach rows = window(conv.rows(), conv.columns(), from);
      return rows == null ? null : new Link(rows, conv.groups() == 1 ? Reach.ALL : Reach.EACH);
    }
    if (op instanceof CausalConvolution) {
      return Link.IN_PLACE;
    }
    // A linear layer multiplies along the last axis, which an image does not have as its columns.
    return op instanceof Linear && from.layout() == Layout.ROW_MAJOR
        ? new Link(Reach.EACH, Reach.ALL)
        : null;
  }

  /**
   * Columns: those of a head. Rows: a query sees its own, and all keys and values of its sample,
   * unless a mask or a window hides some.
   */
  private static @Nullable Link ofAttention(
      Attention op, ImmutableList<TensorType> types, int input) {
    if (input == 0) {
      return Link.IN_PLACE;
    }
    boolean isMasked = types.size() > 3;
    if (isMasked || input > 2) {
      return null;
    }
    long queries = types.get(0).shape().dim(1);
    long keys = types.get(1).shape().dim(1);
    if (!op.causal()) {
      return new Link(types.get(0).shape().dim(BATCH) == 1 ? Reach.ALL : Reach.EACH, Reach.EACH);
    }
    if (queries > keys) {
      return null;
    }
    return new Link(op.window() == 0 ? Reach.EACH : Reach.SOME, Reach.EACH);
  }

  private static @Nullable Link ofProduct(MatMul op, TensorType from, int input) {
    if (from.layout() != Layout.ROW_MAJOR) {
      return null;
    }
    if (input == 0) {
      return new Link(Reach.EACH, Reach.ALL);
    }
    boolean isSingle = from.shape().product(0, from.shape().rank() - 2) == 1;
    return isSingle && !op.transposeB() ? new Link(Reach.ALL, Reach.EACH) : Link.ANYTHING;
  }

  private static @Nullable Link ofView(View view, TensorType from, TensorType to) {
    if (view instanceof Reshape) {
      boolean sameMatrix = from.columns() == to.columns() && from.rows() == to.rows();
      return sameMatrix ? Link.IN_PLACE : Link.ANYTHING;
    }
    if (view instanceof Slice slice) {
      return slice.axis() == from.columnAxis()
          ? new Link(Reach.OWN, Reach.SOME)
          : new Link(Reach.SOME, Reach.OWN);
    }
    return view instanceof Concat concat && concat.axis() == from.columnAxis()
        ? new Link(Reach.OWN, Reach.OWN, true)
        : null;
  }

  private static @Nullable Link ofVector(
      VectorOperation op, int input, TensorType from, TensorType to) {
    if (op instanceof Broadcasting) {
      return broadcast(from, to);
    }
    if (input != 0) {
      return null;
    }
    if (op instanceof Elementwise || op instanceof Rope) {
      return Link.IN_PLACE;
    }
    if (op instanceof Gated) {
      return new Link(Reach.OWN, Reach.EACH);
    }
    if (op instanceof Softmax) {
      return new Link(Reach.OWN, Reach.ALL);
    }
    if (op instanceof Normalization norm) {
      return ofNorm(norm, from);
    }
    if (op instanceof Pool pool) {
      Reach rows = window(pool.rows(), pool.columns(), from);
      return rows == null ? null : new Link(rows, Reach.OWN);
    }
    if (op instanceof Reduce reduce) {
      return ofReduction(reduce, from, to);
    }
    if (op instanceof Resize resize) {
      return new Link(repeats(resize, from) ? Reach.EACH : Reach.SOME, Reach.OWN);
    }
    boolean moves = op instanceof Expand || op instanceof Permute;
    boolean copies = op instanceof Pad pad && pad.fill() != Pad.Fill.CONSTANT;
    return moves || copies ? Link.ANYTHING : null;
  }

  private static Link ofNorm(Normalization norm, TensorType from) {
    boolean isSingle = from.shape().dim(BATCH) == 1;
    return switch (norm.kindOf()) {
      case GROUP, INSTANCE -> new Link(isSingle ? Reach.ALL : Reach.OWN, Reach.OWN);
      case LAYER, RMS -> new Link(Reach.OWN, Reach.ALL);
      case BATCH -> Link.IN_PLACE;
    };
  }

  /** An operand of one row is read by all rows, one of one column by all columns. */
  private static Link broadcast(TensorType from, TensorType to) {
    if (from.layout() != to.layout()
        || (from.layout() == Layout.IMAGE && from.shape().rank() != to.shape().rank())) {
      return Link.ANYTHING;
    }
    boolean fits =
        (from.rows() == to.rows() || from.rows() == 1)
            && (from.columns() == to.columns() || from.columns() == 1);
    return fits
        ? new Link(
            from.rows() == 1 ? Reach.ALL : Reach.OWN, from.columns() == 1 ? Reach.ALL : Reach.OWN)
        : Link.ANYTHING;
  }

  /** Over all rows, or over the columns of each row. */
  private static Link ofReduction(Reduce reduce, TensorType from, TensorType to) {
    boolean overColumns = reduce.axes().contains(from.columnAxis());
    if (!overColumns && to.rows() == 1 && to.columns() == from.columns()) {
      return new Link(Reach.ALL, Reach.OWN);
    }
    boolean onlyColumns = overColumns && reduce.axes().size() == 1;
    return onlyColumns && to.columns() == 1 && to.rows() == from.rows()
        ? new Link(Reach.EACH, Reach.ALL)
        : Link.ANYTHING;
  }

  /** Whether an image is enlarged by whole factors, so that no pixel is passed over. */
  private static boolean repeats(Resize resize, TensorType from) {
    return resize.filter() == Resize.Filter.NEAREST
        && resize.sampling().equals(Resize.Sampling.REPEAT)
        && resize.height() % from.shape().dim(2) == 0
        && resize.width() % from.shape().dim(3) == 0;
  }

  /** Windows stay in their sample. */
  private static @Nullable Reach window(Window rows, Window columns, TensorType from) {
    if (from.layout() != Layout.IMAGE) {
      return null;
    }
    Reach reach = Taps.reach(rows, from.shape().dim(2), columns, from.shape().dim(3));
    return reach == Reach.ALL && from.shape().dim(BATCH) != 1 ? Reach.EACH : reach;
  }
}
