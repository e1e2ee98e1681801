package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sum, mean or maximum over axes. Input: x. Output: x without those axes, or with extent 1 there
 * when {@code keepAxes}; positions of extremes are int64. One lane operation per input element, two
 * where elements are squared, made positive or exponentiated first.
 */
public record Reduce(Function function, ImmutableList<Integer> axes, boolean keepAxes)
    implements VectorOperation {
  /** What is taken over the axes. */
  public enum Function {
    SUM,
    MEAN,
    MAX,
    MIN,
    PRODUCT,
    /** Sum of absolute values. */
    L1,
    /** Root of the sum of squares. */
    L2,
    SUM_OF_SQUARES,
    /** Logarithm of the sum. */
    LOG_SUM,
    /** Logarithm of the sum of exponentials. */
    LOG_SUM_EXP,
    /** Position of the first largest element; over one axis. */
    FIRST_MAX,
    /** Position of the last largest element; over one axis. */
    LAST_MAX,
    FIRST_MIN,
    LAST_MIN;

    /** True where the result is a position. */
    public boolean isPosition() {
      return this == FIRST_MAX || this == LAST_MAX || this == FIRST_MIN || this == LAST_MIN;
    }

    int laneOps() {
      return switch (this) {
        case L1, L2, SUM_OF_SQUARES, LOG_SUM_EXP -> 2;
        default -> 1;
      };
    }
  }

  @Override
  public String kind() {
    return "reduce_" + function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    TensorType x = inputs.get(0);
    List<Long> dims = new ArrayList<>();
    for (int axis = 0; axis < x.shape().rank(); axis++) {
      if (!axes.contains(axis)) {
        dims.add(x.shape().dim(axis));
      } else if (keepAxes) {
        dims.add(1L);
      }
    }
    Shape shape = Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
    Layout layout = keepAxes && x.layout() == Layout.IMAGE ? Layout.IMAGE : Layout.ROW_MAJOR;
    return ImmutableList.of(
        new TensorType(shape, function.isPosition() ? DataType.INT64 : x.dataType(), layout));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * function.laneOps();
  }
}
