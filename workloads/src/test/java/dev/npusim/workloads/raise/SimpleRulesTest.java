package dev.npusim.workloads.raise;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Binary.Function;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalModel;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Lowering;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Rules that look at one or two nodes: what is left, and that it computes the same. */
class SimpleRulesTest {
  private static final Unary RELU = new Unary(Unary.Function.RELU);
  private static final Binary ADD = new Binary(Function.ADD);
  private static final Binary MULTIPLY = new Binary(Function.MULTIPLY);

  /** What a rule alone leaves of a model with the output y. */
  private static LogicalGraph raised(RaisingRule rule, Supplier<LogicalModel> model) {
    LogicalGraph before = model.get().graph("y");
    LogicalGraph after = model.get().graph("y");
    Raising.apply(after, List.of(rule));
    assertThat(run(after)).containsExactly(run(before), Offset.offset(1e-9));
    return after;
  }

  private static double[] run(LogicalGraph graph) {
    Lowering.Lowered lowered = Lowering.lower(graph);
    Map<String, Tensor> inputs = new HashMap<>();
    for (Value input : lowered.graph().inputs()) {
      double[] values = new double[Math.toIntExact(input.elements())];
      Arrays.setAll(values, i -> Math.sin(i + input.name().hashCode()));
      inputs.put(input.name(), new Tensor(input.type(), values));
    }
    return Executor.run(
            lowered.graph(),
            value ->
                Optional.ofNullable(lowered.literals().get(value.name())).map(Literal::numbers),
            inputs)
        .values()
        .asList()
        .get(0)
        .toArray();
  }

  /** Other views of the same elements do not count. */
  private static List<Operation> operations(LogicalGraph graph) {
    return graph.nodes().stream()
        .filter(node -> !node.step().isRearrangement())
        .map(LogicalNode::op)
        .toList();
  }

  @Nested
  class Identity {
    private static LogicalGraph of(Operation op, double number, long[] dims, boolean first) {
      return raised(
          new DropIdentity(),
          () ->
              new LogicalModel()
                  .input("x", 4)
                  .reals("n", dims, numbers(number, dims))
                  .apply("r", RELU, "x")
                  .apply("z", op, first ? "n" : "r", first ? "r" : "n")
                  .apply("y", RELU, "z"));
    }

    private static double[] numbers(double number, long[] dims) {
      double[] all = new double[(int) Arrays.stream(dims).reduce(1, (a, b) -> a * b)];
      Arrays.fill(all, number);
      return all;
    }

    private static LogicalGraph of(Function function, double number, boolean first) {
      return of(new Binary(function), number, new long[0], first);
    }

    @Test
    void neutralNumbersVanish() {
      assertThat(operations(of(Function.MULTIPLY, 1, false))).containsExactly(RELU, RELU);
      assertThat(operations(of(Function.MULTIPLY, 1, true))).containsExactly(RELU, RELU);
      assertThat(operations(of(Function.ADD, 0, false))).containsExactly(RELU, RELU);
      assertThat(operations(of(Function.ADD, 0, true))).containsExactly(RELU, RELU);
      assertThat(operations(of(Function.SUBTRACT, 0, false))).containsExactly(RELU, RELU);
      assertThat(operations(of(Function.DIVIDE, 1, false))).containsExactly(RELU, RELU);
    }

    /** 0 - x and 1 / x are no identities, nor are other numbers or functions. */
    @Test
    void doesNotFire() {
      assertThat(operations(of(Function.SUBTRACT, 0, true))).hasSize(3);
      assertThat(operations(of(Function.DIVIDE, 1, true))).hasSize(3);
      assertThat(operations(of(Function.MULTIPLY, 1.0001, false))).hasSize(3);
      assertThat(operations(of(Function.ADD, 1, false))).hasSize(3);
      assertThat(operations(of(Function.MAXIMUM, 0, false))).hasSize(3);
    }

    /** A vector of ones may be a scale that was never trained; more axes make another shape. */
    @Test
    void vectorsAndAddedAxesStay() {
      assertThat(operations(of(MULTIPLY, 1, new long[] {4}, false))).hasSize(3);
      assertThat(operations(of(MULTIPLY, 1, new long[] {1, 1}, false))).hasSize(3);
      assertThat(operations(of(MULTIPLY, 1, new long[] {1}, false))).hasSize(2);
    }
  }

  @Nested
  class Unexpanded {
    private static Expand expand(long... dims) {
      return new Expand(ImmutableLongArray.copyOf(dims));
    }

    @Test
    void anOperationThatRepeatsByItselfReadsTheOriginal() {
      LogicalGraph graph =
          raised(
              new ReadUnexpanded(),
              () ->
                  new LogicalModel()
                      .input("a", 1, 4)
                      .input("b", 3, 4)
                      .apply("e", expand(3, 4), "a")
                      .apply("y", ADD, "e", "b"));
      assertThat(operations(graph)).containsExactly(ADD);
      assertThat(graph.nodes().get(0).inputs()).containsExactly("a", "b");
    }

    /** Of two repetitions one must stay where both together make the extents. */
    @Test
    void oneOfTwoStays() {
      LogicalGraph graph =
          raised(
              new ReadUnexpanded(),
              () ->
                  new LogicalModel()
                      .input("a", 1, 4)
                      .input("b", 1, 4)
                      .apply("e", expand(3, 4), "a")
                      .apply("f", expand(3, 4), "b")
                      .apply("y", ADD, "e", "f"));
      assertThat(operations(graph)).containsExactly(expand(3, 4), ADD);
    }

    @Test
    void doesNotFireWhereTheExtentsWouldChange() {
      Supplier<LogicalModel> model =
          () ->
              new LogicalModel()
                  .input("a", 1, 4)
                  .input("b", 1, 4)
                  .apply("e", expand(3, 4), "a")
                  .apply("y", ADD, "e", "b");
      assertThat(raised(new ReadUnexpanded(), model).nodes()).hasSize(2);
    }

    @Test
    void doesNotFireWhereTheReaderDoesNotRepeat() {
      Supplier<LogicalModel> model =
          () ->
              new LogicalModel()
                  .input("a", 1, 4)
                  .apply("e", expand(3, 4), "a")
                  .apply("y", RELU, "e");
      assertThat(raised(new ReadUnexpanded(), model).nodes()).hasSize(2);
    }
  }

  @Nested
  class ConvolutionBias {
    private static final Convolution CONVOLUTION =
        new Convolution(Window.of(3, 1, 1), Window.of(3, 1, 1), 1);

    private static LogicalModel convolution() {
      return new LogicalModel()
          .input("x", 1, 3, 4, 5)
          .reals("w", new long[] {2, 3, 3, 3})
          .apply("c", CONVOLUTION, "x", "w");
    }

    private static LogicalGraph biased(long... dims) {
      return raised(
          new RaiseConvolutionBias(),
          () -> convolution().reals("b", dims).apply("y", ADD, "c", "b"));
    }

    @Test
    void oneNumberPerChannelBecomesTheBias() {
      for (long[] dims : new long[][] {{2, 1, 1}, {1, 2, 1, 1}}) {
        LogicalGraph graph = biased(dims);
        assertThat(operations(graph)).containsExactly(CONVOLUTION);
        assertThat(graph.nodes().get(0).inputs()).hasSize(3);
        assertThat(graph.shape(graph.nodes().get(0).input(2)).dims().toArray()).containsExactly(2);
      }
    }

    @Test
    void fromTheLeftToo() {
      LogicalGraph graph =
          raised(
              new RaiseConvolutionBias(),
              () -> convolution().reals("b", new long[] {2, 1, 1}).apply("y", ADD, "b", "c"));
      assertThat(graph.nodes()).hasSize(1);
    }

    /** Numbers per column, per pixel, or other arithmetic are no bias. */
    @Test
    void doesNotFire() {
      assertThat(biased(5).nodes()).hasSize(2);
      assertThat(biased(4, 1).nodes()).hasSize(2);
      assertThat(biased(2, 4, 5).nodes()).hasSize(2);
      Supplier<LogicalModel> scaled =
          () -> convolution().reals("b", new long[] {2, 1, 1}).apply("y", MULTIPLY, "c", "b");
      assertThat(raised(new RaiseConvolutionBias(), scaled).nodes()).hasSize(2);
    }

    @Test
    void doesNotFireWhereSomethingElseReadsTheProduct() {
      Supplier<LogicalModel> model =
          () ->
              convolution()
                  .reals("b", new long[] {2, 1, 1})
                  .apply("s", ADD, "c", "b")
                  .apply("y", ADD, "s", "c");
      assertThat(raised(new RaiseConvolutionBias(), model).nodes()).hasSize(3);
    }

    @Test
    void doesNotFireWhereThereIsABiasAlready() {
      Supplier<LogicalModel> model =
          () ->
              new LogicalModel()
                  .input("x", 1, 3, 4, 5)
                  .reals("w", new long[] {2, 3, 3, 3})
                  .reals("own", new long[] {2})
                  .reals("b", new long[] {2, 1, 1})
                  .apply("c", CONVOLUTION, "x", "w", "own")
                  .apply("y", ADD, "c", "b");
      assertThat(raised(new RaiseConvolutionBias(), model).nodes()).hasSize(2);
    }
  }
}
