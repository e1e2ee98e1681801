package dev.npusim.ir.reference;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Quantize;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;

class ExecutorTest {
  private static final TensorType PAIR = TensorType.rowMajor(1, 2);

  private static Graph graph() {
    GraphBuilder builder = new GraphBuilder("g");
    Value x = builder.input("x", PAIR);
    Value w = GraphBuilder.parameter("w", 3, 2);
    builder.output(builder.add("y", "", new Linear(), x, w));
    return builder.build();
  }

  @Test
  void computesWithParameters() {
    Map<String, Tensor> outputs =
        Executor.run(
            graph(),
            value -> Optional.of(new double[] {1, 2, 3, 4, 5, 6}),
            Map.of("x", Tensor.of(Shape.of(1, 2), 10, 1)));
    assertThat(outputs.get("y").toArray()).containsExactly(12, 34, 56);
  }

  @Test
  void saysWhichInputIsMissingWrongOrUnknown() {
    assertThatThrownBy(() -> Numbers.run(graph(), Map.of()))
        .isInstanceOf(IrException.class)
        .hasMessage("input x must be given as 1x2 float32, not left out");
    assertThatThrownBy(() -> Numbers.run(graph(), Map.of("x", Tensor.of(Shape.of(2), 1, 2))))
        .isInstanceOf(IrException.class)
        .hasMessage("input x must be given as 1x2 float32, not as 2 float32");
    assertThatThrownBy(() -> Numbers.run(graph(), Map.of("z", Tensor.of(Shape.of(2), 1, 2))))
        .isInstanceOf(IrException.class)
        .hasMessage("the graph has no input z; it has x");
  }

  @Test
  void saysWhichParameterHasNoContents() {
    Map<String, Tensor> inputs = Map.of("x", Tensor.of(Shape.of(1, 2), 1, 2));
    assertThatThrownBy(() -> Numbers.run(graph(), inputs))
        .isInstanceOf(IrException.class)
        .hasMessage("node y: nobody knows what w holds");
    assertThatThrownBy(() -> Executor.run(graph(), value -> Optional.of(new double[5]), inputs))
        .isInstanceOf(IrException.class)
        .hasMessageContaining("5 numbers for a tensor of 3x2");
  }

  @Test
  void everyOperationHasAKernel() {
    assertThat(Kernels.ALL.keySet()).containsExactlyInAnyOrderElementsOf(leaves(Operation.class));
  }

  private static List<Class<? extends Operation>> leaves(Class<? extends Operation> type) {
    if (!type.isSealed()) {
      return List.of(type);
    }
    List<Class<? extends Operation>> leaves = new ArrayList<>();
    for (Class<?> permitted : type.getPermittedSubclasses()) {
      leaves.addAll(leaves(permitted.asSubclass(Operation.class)));
    }
    return leaves;
  }

  @Test
  void anOperationKnownByItsCostOnlyIsAnError() {
    Other sort = new Other("sort", PAIR, 10, "a guess");
    assertThatThrownBy(() -> Numbers.run(sort, Tensor.of(Shape.of(1, 2), 1, 2)))
        .isInstanceOf(IrException.class)
        .hasMessage("node y (sort): only its cost is modelled, not what it computes");
  }

  @Test
  void wholeNumbersAreCutAndBytesWrapAround() {
    Tensor x = Tensor.of(Shape.of(4), -1.9, 300, 0.5, 127.6);
    assertThat(Numbers.run(new Cast(DataType.INT64), x).toArray()).containsExactly(-1, 300, 0, 127);
    assertThat(Numbers.run(new Cast(DataType.UINT8), x).toArray()).containsExactly(255, 44, 0, 127);
    assertThat(Numbers.run(new Cast(DataType.INT8), x).toArray()).containsExactly(-1, 44, 0, 127);
    assertThat(Numbers.run(new Cast(DataType.BOOL), x).toArray()).containsExactly(1, 1, 1, 1);
    Tensor whole = Numbers.run(new Cast(DataType.INT32), x);
    assertThat(Numbers.run(new Binary(Binary.Function.DIVIDE), whole, two()).toArray())
        .containsExactly(0, 150, 0, 63);
    assertThat(mean(whole).toArray()).containsExactly(106);
  }

  private static Tensor two() {
    return Numbers.run(new Cast(DataType.INT32), Tensor.of(Shape.of(1), 2));
  }

  private static Tensor mean(Tensor x) {
    return Numbers.run(new Reduce(Reduce.Function.MEAN, ImmutableList.of(0), false), x);
  }

  @Test
  void levelsAreRoundedToEvenAndClamped() {
    Tensor x = Tensor.of(Shape.of(5), 0.25, 0.75, -0.25, 100, -100);
    Quantize levels = new Quantize(0.5, 3, -8, 7, DataType.INT4, false);
    assertThat(Numbers.run(levels, x).toArray()).containsExactly(3, 5, 3, 7, -8);
    Quantize restored = new Quantize(0.5, 3, -8, 7, DataType.INT4, true);
    assertThat(Numbers.run(restored, x).toArray()).containsExactly(0, 1, 0, 2, -5.5);
  }

  @Test
  void theErrorFunctionIsExact() {
    // Abramowitz and Stegun, tables 7.1 and 7.2.
    Tensor x = Tensor.of(Shape.of(6), 0, 0.5, -1, 2, 3.5, 6);
    assertThat(Numbers.run(new Unary(Unary.Function.ERF), x).toArray())
        .containsExactly(
            new double[] {0, 0.5204998778, -0.8427007929, 0.9953222650, 0.999999256901628, 1},
            Offset.offset(1e-10));
  }
}
