package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Sum, mean or maximum over axes. Input: x. Output: x without those axes, or with extent 1 there
 * when {@code keepAxes}. One lane operation per input element.
 */
public record Reduce(Function function, ImmutableList<Integer> axes, boolean keepAxes)
    implements VectorOperation {
  /** What is taken over the axes. */
  public enum Function {
    SUM,
    MEAN,
    MAX,
    MIN
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
    return ImmutableList.of(new TensorType(shape, x.dataType(), layout));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements();
  }
}
