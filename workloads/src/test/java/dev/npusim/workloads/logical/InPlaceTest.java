package dev.npusim.workloads.logical;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.assertj.core.data.Offset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Done in place and moved afterwards is the same as moved first and done then. */
class InPlaceTest {
  private static final Unary SIGMOID = new Unary(Unary.Function.SIGMOID);

  static IntStream seeds() {
    return IntStream.range(0, 400);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithMovingFirst(int seed) {
    Random random = new Random(seed);
    TensorType base = base(random);
    ElementOrder order = order(base, random);
    Operation op = operation(order, random);
    Optional<InPlace> found = InPlace.of(op, base, order);
    if (found.isPresent()) {
      InPlace here = found.get();
      Tensor stored = random(base, random);
      List<Tensor> others = others(op, order, random);
      Tensor moved = run(order.storedAs(logical(order)), stored, List.of());
      Tensor expected = run(op, moved, others);
      Tensor seen = new Tensor(here.seenAs(), stored.toArray());
      Tensor result = run(here.op(), seen, others);
      ElementOrder after = here.after(result.type());
      // The result is stored as the base is; only its rows may have been seen shorter.
      Tensor back = run(after.storedAs(expected.type()), flat(result), List.of());
      assertThat(back.toArray()).containsExactly(expected.toArray(), Offset.offset(1e-9));
    }
  }

  /** Most orders of the test above leave something that can be done in place. */
  @Test
  void isNotRare() {
    long present =
        seeds()
            .filter(
                seed -> {
                  Random random = new Random(seed);
                  TensorType base = base(random);
                  ElementOrder order = order(base, random);
                  return InPlace.of(operation(order, random), base, order).isPresent();
                })
            .count();
    assertThat(present).isGreaterThan(150);
  }

  private static TensorType base(Random random) {
    return TensorType.rowMajor(
        2 + random.nextInt(2), 1 + random.nextInt(3), 2 * (1 + random.nextInt(3)));
  }

  /** Element orders number the elements of what is stored; its extents do not matter to them. */
  private static Tensor flat(Tensor tensor) {
    return run(new Reshape(TensorType.rowMajor(tensor.size())), tensor, List.of());
  }

  private static ElementOrder order(TensorType base, Random random) {
    ElementOrder order = ElementOrder.of(base);
    for (int step = 0; step < 3; step++) {
      List<Integer> axes =
          new ArrayList<>(IntStream.range(0, order.axes().size()).boxed().toList());
      // Often only the outer axes change places: then rows stay rows.
      Collections.shuffle(random.nextBoolean() ? axes : axes.subList(0, axes.size() - 1), random);
      order = order.transpose(axes);
      long last = order.extent(order.axes().size() - 1);
      Shape apart = Shape.of(order.elements() / last, last);
      order = random.nextInt(4) == 0 ? order.regroup(apart).orElse(order) : order;
    }
    return order;
  }

  private static Operation operation(ElementOrder order, Random random) {
    int axis = random.nextInt(order.axes().size());
    return switch (random.nextInt(5)) {
      case 0 -> new Softmax();
      case 1 -> new Linear();
      case 2 -> Normalization.rms();
      case 3 -> new Slice(axis, order.extent(axis) - 1, 1);
      default -> SIGMOID;
    };
  }

  private static List<Tensor> others(Operation op, ElementOrder order, Random random) {
    long columns = order.extent(order.axes().size() - 1);
    if (op instanceof Linear) {
      return List.of(random(TensorType.rowMajor(3, columns), random));
    }
    return op instanceof Normalization
        ? List.of(random(TensorType.rowMajor(columns), random))
        : List.of();
  }

  private static TensorType logical(ElementOrder order) {
    return TensorType.rowMajor(
        IntStream.range(0, order.axes().size()).mapToLong(order::extent).toArray());
  }

  private static Tensor random(TensorType type, Random random) {
    double[] values = new double[Math.toIntExact(type.elements())];
    Arrays.setAll(values, i -> random.nextDouble() * 4 - 2);
    return new Tensor(type, values);
  }

  private static Tensor run(Operation op, Tensor first, List<Tensor> others) {
    List<Tensor> operands = new ArrayList<>(List.of(first));
    operands.addAll(others);
    return Executor.run(op, operands);
  }

  private static final TensorType TOKENS = TensorType.rowMajor(2, 3, 8);

  /** B,S,H*D meant as B,H,S,D: rows of D lie in the stored rows. */
  @Test
  void headsAreShorterRows() {
    ElementOrder heads =
        ElementOrder.of(TOKENS)
            .regroup(Shape.of(2, 3, 2, 4))
            .orElseThrow()
            .transpose(List.of(0, 2, 1, 3));
    assertThat(InPlace.of(new Softmax(), TOKENS, heads))
        .hasValueSatisfying(
            found -> assertThat(found.seenAs().shape()).isEqualTo(Shape.of(6, 2, 4)));
    assertThat(InPlace.of(new Slice(1, 1, 1), TOKENS, heads))
        .hasValueSatisfying(found -> assertThat(found.op()).isEqualTo(new Slice(2, 4, 4)));
  }

  @Test
  void rowsThatAreNotInnermostMove() {
    ElementOrder turned = ElementOrder.of(TOKENS).transpose(List.of(0, 2, 1));
    assertThat(InPlace.of(new Softmax(), TOKENS, turned)).isEmpty();
    assertThat(InPlace.of(new Linear(), TOKENS, turned)).isEmpty();
    assertThat(InPlace.of(SIGMOID, TOKENS, turned)).isPresent();
  }

  @Test
  void whatLooksAcrossRowsMoves() {
    ElementOrder turned = ElementOrder.of(TOKENS).transpose(List.of(1, 0, 2));
    assertThat(InPlace.of(Normalization.group(2), TOKENS, turned)).isEmpty();
    Operation sum = new Reduce(Reduce.Function.SUM, ImmutableList.of(0), true);
    assertThat(InPlace.of(sum, TOKENS, turned)).isEmpty();
    assertThat(
            InPlace.of(
                new Softmax(),
                TensorType.image(1, 2, 3, 4),
                ElementOrder.of(TensorType.image(1, 2, 3, 4))))
        .isEmpty();
    assertThat(turned.isStoredAs(Layout.ROW_MAJOR)).isFalse();
  }
}
