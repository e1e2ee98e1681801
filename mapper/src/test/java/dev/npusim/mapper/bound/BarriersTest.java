package dev.npusim.mapper.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.reference.Executor;
import dev.npusim.ir.reference.Tensor;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.TestModels;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Against the models' arithmetic: a NaN in one element of a tensor reaches exactly what is computed
 * from it.
 */
class BarriersTest {
  private static final int SAMPLES = 3;

  static Stream<Graph> models() {
    return Stream.concat(
        IntStream.range(0, 40).mapToObj(seed -> RandomModels.of(seed, 12)),
        Stream.of(
            TestModels.unet(8, 16, 2),
            TestModels.enlarged(),
            TestModels.mobile(),
            TestModels.grouped(),
            TestModels.unfusedAttention(),
            TestModels.decoder(4, 4),
            TestModels.decoder(1, 4),
            TestModels.stateSpace(1, 4, false)));
  }

  @ParameterizedTest
  @MethodSource("models")
  void whatIsBehindDependsOnEveryElementAndWhatIsAheadIsNeededWhole(Graph model) {
    Numbers numbers = new Numbers(model, new Random(5));
    for (Barriers.Barrier barrier : Barriers.of(model)) {
      for (int sample = 0; sample < SAMPLES; sample++) {
        behind(model, barrier, numbers.tainted(barrier.position()));
      }
      barrier.ahead().stream()
          .filter(position -> position % 3 == 0)
          .forEach(
              position -> {
                Value made = model.nodes().get(barrier.position()).output();
                Tensor reached = numbers.tainted(position).get(made.name());
                assertThat(nans(reached))
                    .as("%s of %s", model.nodes().get(position).name(), made.name())
                    .isPositive();
              });
    }
  }

  private static void behind(Graph model, Barriers.Barrier barrier, Map<String, Tensor> tainted) {
    for (int position = 0; position < model.nodes().size(); position++) {
      Node node = model.nodes().get(position);
      double share = barrier.behind()[position];
      if (share > 0) {
        double most = 0;
        for (int input = 0; input < node.inputs().size(); input++) {
          if (Links.isAwaited(node, input)) {
            most = Math.max(most, wholeColumns(tainted.get(node.input(input).name())));
          }
        }
        assertThat(most)
            .as("%s behind %s", node.name(), model.nodes().get(barrier.position()).name())
            .isGreaterThanOrEqualTo(share);
      }
      if (barrier.completed().get(position)) {
        assertThat(node.op()).isInstanceOf(Contraction.class);
        assertThat(wholeColumns(tainted.get(node.output().name()))).as(node.name()).isEqualTo(1);
      }
    }
  }

  /** The share of columns that are NaN in all rows. */
  private static double wholeColumns(Tensor tensor) {
    TensorType type = tensor.type();
    int columns = Math.toIntExact(type.columns());
    // Numbers are in logical order, where the channels of an image come before its positions.
    int inner =
        type.layout() == Layout.IMAGE
            ? Math.toIntExact(type.shape().product(2, type.shape().rank()))
            : 1;
    boolean[] finite = new boolean[columns];
    for (int at = 0; at < tensor.size(); at++) {
      finite[at / inner % columns] |= !Double.isNaN(tensor.at(at));
    }
    long whole = IntStream.range(0, columns).filter(column -> !finite[column]).count();
    return (double) whole / columns;
  }

  private static long nans(Tensor tensor) {
    return IntStream.range(0, tensor.size()).filter(at -> Double.isNaN(tensor.at(at))).count();
  }

  /** Where a U-Net has norms over all positions, layers wait for each other. */
  @Test
  void normsOfAUnetDivideIt() {
    Graph unet = TestModels.unet(8, 16, 2);
    List<Barriers.Barrier> barriers = Barriers.of(unet);
    assertThat(barriers).hasSizeGreaterThan(8);
    int count = unet.nodes().size();
    // Every convolution but the first is behind some barrier, and all but the last ahead of one.
    for (int position = 0; position < count; position++) {
      if (unet.nodes().get(position).op() instanceof Contraction) {
        int at = position;
        boolean isFirst = unet.nodes().get(position).name().equals("conv_in");
        assertThat(barriers.stream().anyMatch(b -> b.completed().get(at) || b.behind()[at] > 0))
            .as(unet.nodes().get(position).name())
            .isEqualTo(!isFirst);
      }
    }
  }

  /** Convolutions see a neighbourhood: where nothing else is, no layer waits for all of another. */
  @Test
  void nothingDividesWhatIsLocal() {
    TestModels.Net net = new TestModels.Net("local");
    Value h = net.graph.input("x", TensorType.image(1, 8, 16, 16));
    for (int layer = 0; layer < 4; layer++) {
      h = net.conv("conv" + layer, h, 8, 3, 1, 1);
      h = net.norm("norm" + layer, Normalization.batch(), h);
    }
    net.graph.output(h);
    assertThat(Barriers.of(net.graph.build())).isEmpty();
  }

  /** All tensors of a model, for random numbers. */
  private static final class Numbers {
    private final Graph model;
    private final Random random;
    private final Map<String, Tensor> all = new HashMap<>();

    Numbers(Graph model, Random random) {
      this.model = model;
      this.random = random;
      model.inputs().forEach(this::draw);
      for (Node node : model.nodes()) {
        node.inputs().stream().filter(Value::isStatic).forEach(this::draw);
      }
      compute(0, all);
    }

    private void draw(Value value) {
      double[] values = random.doubles(value.elements(), 0.1, 1).toArray();
      all.putIfAbsent(value.name(), new Tensor(value.type(), values));
    }

    /** With a NaN at a random element of what node {@code position} makes. */
    Map<String, Tensor> tainted(int position) {
      Map<String, Tensor> copy = new HashMap<>(all);
      Value origin = model.nodes().get(position).output();
      double[] values = all.get(origin.name()).toArray();
      values[random.nextInt(values.length)] = Double.NaN;
      copy.put(origin.name(), new Tensor(origin.type(), values));
      compute(position + 1, copy);
      return copy;
    }

    private void compute(int from, Map<String, Tensor> tensors) {
      for (Node node : model.nodes().subList(from, model.nodes().size())) {
        List<Tensor> operands = new ArrayList<>();
        node.inputs().forEach(input -> operands.add(tensors.get(input.name())));
        tensors.put(node.output().name(), Executor.run(node.op(), operands));
      }
    }
  }
}
