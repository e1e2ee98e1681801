package dev.npusim.workloads.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class ElementOrderTest {
  @Test
  void anImageAsTokensIsFree() {
    ElementOrder order =
        ElementOrder.of(TensorType.image(1, 320, 64, 64)).transpose(List.of(0, 2, 3, 1));
    ElementOrder tokens = order.regroup(Shape.of(1, 4096, 320)).orElseThrow();
    assertThat(tokens.isStoredAs(Layout.ROW_MAJOR)).isTrue();
    ElementOrder back =
        tokens.regroup(Shape.of(1, 64, 64, 320)).orElseThrow().transpose(List.of(0, 3, 1, 2));
    assertThat(back.isStoredAs(Layout.IMAGE)).isTrue();
    assertThat(back.isStoredAs(Layout.ROW_MAJOR)).isFalse();
  }

  @Test
  void flatteningChannelsFirstIsNot() {
    ElementOrder order = ElementOrder.of(TensorType.image(1, 8, 4, 4));
    assertThat(order.regroup(Shape.of(1, 128)).orElseThrow().isStoredAs(Layout.ROW_MAJOR))
        .isFalse();
    assertThat(order.regroup(Shape.of(1, 5, 25))).isEmpty();
  }

  static IntStream seeds() {
    return IntStream.range(0, 300);
  }

  /** Against numbered elements that are really reshaped and transposed. */
  @ParameterizedTest
  @MethodSource("seeds")
  void agreesWithRealElements(int seed) {
    Random random = new Random(seed);
    long[] dims = {
      1 + random.nextInt(3),
      2 << random.nextInt(2),
      1 + random.nextInt(4),
      2 * (1 + random.nextInt(3))
    };
    boolean image = random.nextBoolean();
    TensorType type = image ? TensorType.image(dims) : TensorType.rowMajor(dims);
    ElementOrder order = ElementOrder.of(type);
    int[] stored = storedPositions(type);
    Shape shape = type.shape();
    for (int step = 0; step < 6; step++) {
      if (random.nextBoolean()) {
        List<Integer> axes = new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
        Collections.shuffle(axes, random);
        stored = transpose(stored, shape, axes);
        Shape before = shape;
        shape = Shape.of(axes.stream().mapToLong(before::dim).toArray());
        order = order.transpose(axes);
      } else {
        Shape other = regrouped(shape.elements(), random);
        Optional<ElementOrder> next = order.regroup(other);
        if (next.isPresent()) {
          shape = other;
          order = next.get();
        }
      }
      assertThat(order.isStoredAs(Layout.ROW_MAJOR)).isEqualTo(isAscending(stored));
      if (shape.rank() >= 3) {
        List<Integer> channelsLast =
            new ArrayList<>(IntStream.range(0, shape.rank()).boxed().toList());
        channelsLast.remove(Integer.valueOf(1));
        channelsLast.add(1);
        assertThat(order.isStoredAs(Layout.IMAGE))
            .isEqualTo(isAscending(transpose(stored, shape, channelsLast)));
        moves(type, order, new TensorType(shape, type.dataType(), Layout.IMAGE), stored);
      }
      moves(type, order, new TensorType(shape, type.dataType(), Layout.ROW_MAJOR), stored);
    }
  }

  /** Runs the movement on a tensor whose elements are the numbers of their stored places. */
  private static void moves(TensorType from, ElementOrder order, TensorType to, int[] expected) {
    GraphBuilder graph = new GraphBuilder("g");
    graph.output(graph.add("y", "", order.storedAs(to), graph.input("x", from)));
    double[] numbers = Arrays.stream(storedPositions(from)).asDoubleStream().toArray();
    Map<String, Tensor> outputs =
        Executor.run(
            graph.build(), value -> Optional.empty(), Map.of("x", new Tensor(from, numbers)));
    assertThat(outputs.get("y").toArray())
        .isEqualTo(Arrays.stream(expected).asDoubleStream().toArray());
  }

  /** Where each element, in logical order, is stored. */
  private static int[] storedPositions(TensorType type) {
    int count = (int) type.elements();
    int[] identity = IntStream.range(0, count).toArray();
    if (type.layout() == Layout.ROW_MAJOR) {
      return identity;
    }
    Shape logical = type.shape();
    int[] byStorage = transpose(identity, logical, List.of(0, 2, 3, 1));
    int[] positions = new int[count];
    for (int i = 0; i < count; i++) {
      positions[byStorage[i]] = i;
    }
    return positions;
  }

  private static int[] transpose(int[] values, Shape shape, List<Integer> axes) {
    int rank = shape.rank();
    long[] strides = new long[rank];
    long stride = 1;
    for (int axis = rank - 1; axis >= 0; axis--) {
      strides[axis] = stride;
      stride *= shape.dim(axis);
    }
    int[] result = new int[values.length];
    for (int i = 0; i < result.length; i++) {
      long rest = i;
      long from = 0;
      for (int axis = rank - 1; axis >= 0; axis--) {
        long extent = shape.dim(axes.get(axis));
        from += rest % extent * strides[axes.get(axis)];
        rest /= extent;
      }
      result[i] = values[(int) from];
    }
    return result;
  }

  private static boolean isAscending(int[] values) {
    return IntStream.range(1, values.length).allMatch(i -> values[i] > values[i - 1]);
  }

  private static Shape regrouped(long elements, Random random) {
    List<Long> dims = new ArrayList<>();
    long rest = elements;
    while (rest > 1) {
      long wanted = rest;
      List<Long> divisors =
          IntStream.rangeClosed(1, (int) rest)
              .filter(d -> wanted % d == 0)
              .mapToObj(d -> (long) d)
              .toList();
      long next = divisors.get(random.nextInt(divisors.size()));
      dims.add(next);
      rest /= next;
    }
    return Shape.of(dims.stream().mapToLong(Long::longValue).toArray());
  }
}
