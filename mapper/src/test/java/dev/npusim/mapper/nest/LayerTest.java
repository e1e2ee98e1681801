package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Layers.Slide;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class LayerTest {
  private static final int CASES = 2_000;

  private static Layer layer(long p, long r, long stride, long dilation) {
    return Layers.convolution(
        "c",
        new LoopNest.Conv(1, 1, 1, 1, p, 1, r, 1),
        new Slide(stride, dilation),
        Slide.UNIT,
        Precision.W8A8);
  }

  private static long inputs(Layer layer) {
    return layer.elements(layer.operands().get(1));
  }

  /** Every position that some output and tap read, one by one. */
  @Test
  void withoutGapsItSpansWhatIsRead() {
    Random random = new Random(17);
    for (int each = 0; each < CASES; each++) {
      long p = 1 + random.nextInt(9);
      long r = 1 + random.nextInt(7);
      long stride = 1 + random.nextInt(6);
      long dilation = 1 + random.nextInt(5);
      Set<Long> read = new HashSet<>();
      for (long output = 0; output < p; output++) {
        for (long tap = 0; tap < r; tap++) {
          read.add(stride * output + dilation * tap);
        }
      }
      Layer layer = layer(p, r, stride, dilation);
      assertThat(inputs(layer.withoutGaps())).isEqualTo(read.size());
    }
  }

  @Test
  void aStridedProjectionReadsOnePositionInFour() {
    Layer layer =
        Layers.convolution(
            "downsample",
            new LoopNest.Conv(1, 1, 512, 256, 28, 28, 1, 1),
            new Slide(2, 1),
            new Slide(2, 1),
            Precision.W8A8);
    assertThat(inputs(layer)).isEqualTo(55L * 55 * 256);
    assertThat(inputs(layer.withoutGaps())).isEqualTo(28L * 28 * 256);
    assertThat(layer.withoutGaps().dims()).isEqualTo(layer.dims());
    assertThat(layer.withoutGaps().operands().get(0)).isEqualTo(layer.operands().get(0));
    assertThat(layer.withoutGaps().operandNames())
        .isEqualTo(ImmutableList.of("Weights", "Inputs", "Outputs"));
  }
}
