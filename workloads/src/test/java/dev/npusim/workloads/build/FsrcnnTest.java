package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FsrcnnTest {
  // 8,362,594,208 MACs: the sum over DeFiNES's table of layers (arXiv 2212.05344).
  @Test
  void sizesAreThoseOfTheFusionLiterature() {
    Graph graph = Models.build("fsrcnn", Map.of());
    assertThat(graph.macs()).isEqualTo(8_362_594_208L).isEqualTo(macs(974, 554));
    assertThat(graph.outputs().get(0).type().shape()).hasToString("1x16x540x960");
    long weights = 25 * 56 + 56 * 12 + 4 * 9 * 12 * 12 + 12 * 56 + 9 * 56 * 16;
    assertThat(graph.parameterCount()).isEqualTo(weights + 56 + 12 + 4 * 12 + 56 + 16);
  }

  @Test
  void otherImagesFollowTheClosedForm() {
    Graph graph = Models.build("fsrcnn", Map.of("width", "100", "height", "15"));
    assertThat(graph.macs()).isEqualTo(macs(100, 15));
  }

  /** Each output pixel takes kernel^2 x inputs x outputs; the image shrinks by kernel - 1. */
  private static long macs(long width, long height) {
    long second = (width - 4) * (height - 4);
    long sum = second * (25 * 56 + 56 * 12);
    for (int i = 1; i <= 4; i++) {
      sum += (width - 4 - 2 * i) * (height - 4 - 2 * i) * 9 * 12 * 12;
    }
    sum += (width - 12) * (height - 12) * 12 * 56;
    return sum + (width - 14) * (height - 14) * 9 * 56 * 16;
  }

  @Test
  void imagesSmallerThanTheirBordersAreRefused() {
    assertThatThrownBy(() -> Models.build("fsrcnn", Map.of("width", "14")))
        .hasMessage("fsrcnn: width=14; allowed: 15 to 8192");
  }
}
