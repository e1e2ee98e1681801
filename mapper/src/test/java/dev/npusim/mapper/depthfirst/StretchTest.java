package dev.npusim.mapper.depthfirst;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class StretchTest {
  private static final Window WINDOW = Window.of(3, 1, 1);
  private static final int CHANNELS = 8;
  private static final int SIDE = 32;

  /** Bytes of every activation, w8a8. */
  private static final long BYTES = (long) CHANNELS * SIDE * SIDE;

  private final GraphBuilder builder = new GraphBuilder("residual");

  static LongStream seeds() {
    return LongStream.rangeClosed(1, 60);
  }

  /** first, side (on no way to the reader), second, sum of second and first. */
  private Graph residual() {
    Value x = builder.input("x", TensorType.image(1, CHANNELS, SIDE, SIDE));
    Value first = conv("first", x);
    Value side = conv("side", x);
    Value second = conv("second", first);
    Value sum = builder.add("sum", "", new Binary(Binary.Function.ADD), second, first);
    builder.output(sum);
    builder.output(builder.add("other", "", new Unary(Unary.Function.RELU), side));
    return builder.build();
  }

  private Value conv(String name, Value in) {
    return builder.add(
        name,
        "",
        new Convolution(WINDOW, WINDOW, 1),
        in,
        GraphBuilder.parameter(name + ".weight", CHANNELS, CHANNELS, 3, 3));
  }

  @Test
  void wholeImagesRepeatNothingAndSaveEachWriteAndRead() {
    Stretch.Possible stretch =
        (Stretch.Possible) Stretch.of(residual(), 0, 3, Precision.W8A8, Long.MAX_VALUE);
    assertThat(stretch.group().nodes()).containsExactly("first", "second", "sum");
    assertThat(stretch.cost().tiles()).isEqualTo(1);
    assertThat(stretch.cost().macsAdded()).isZero();
    // first: written once, read twice; second: written once, read once.
    assertThat(stretch.cost().savedBytes()).isEqualTo(5 * BYTES);
  }

  @Test
  void tilesAreAsHighAsTheBudgetAllows() {
    Graph graph = residual();
    GroupCost whole =
        ((Stretch.Possible) Stretch.of(graph, 0, 3, Precision.W8A8, Long.MAX_VALUE)).cost();
    Stretch.Possible smaller =
        (Stretch.Possible) Stretch.of(graph, 0, 3, Precision.W8A8, whole.sramBytes() - 1);
    assertThat(smaller.group().tileHeight()).isEqualTo(SIDE / 2);
    assertThat(smaller.cost().tiles()).isEqualTo(2);
    assertThat(smaller.cost().sramBytes()).isLessThan(whole.sramBytes());
    assertThat(Stretch.of(graph, 0, 3, Precision.W8A8, 1))
        .isEqualTo(new Stretch.Impossible("not even stripes of one row fit"));
  }

  @Test
  void whatCannotBeCutIsNamed() {
    Value x = builder.input("x", TensorType.image(1, CHANNELS, SIDE, SIDE));
    Value first = conv("first", x);
    Value mean = builder.add("mean", "", Normalization.group(2), first);
    builder.output(builder.add("sum", "", new Binary(Binary.Function.ADD), mean, first));
    assertThat(Stretch.of(builder.build(), 0, 2, Precision.W8A8, Long.MAX_VALUE))
        .isEqualTo(new Stretch.Impossible("mean (group_norm) is not cut into tiles"));
  }

  /** Whatever is offered can be run, and computes what the model computes (DepthFirstTest). */
  @ParameterizedTest
  @MethodSource("seeds")
  void whatIsOfferedCanBeDone(long seed) {
    Graph graph = RandomChains.of(seed);
    for (int reader = 1; reader < graph.nodes().size(); reader++) {
      for (Value input : graph.nodes().get(reader).inputs()) {
        int producer = graph.producerIndex(input);
        if (producer >= 0
            && Stretch.of(graph, producer, reader, Precision.W8A8, BYTES)
                instanceof Stretch.Possible possible) {
          assertThat(possible.cost().sramBytes()).isLessThanOrEqualTo(BYTES);
          DepthFirst.rewrite(graph, new FusionPlan(ImmutableList.of(possible.group())));
          assertThat(GroupCost.of(graph, possible.group(), Precision.W8A8))
              .isEqualTo(possible.cost());
        }
      }
    }
  }
}
