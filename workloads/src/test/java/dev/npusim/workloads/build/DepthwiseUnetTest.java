package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DepthwiseUnetTest {
  // A table of the layers made by hand, 512 x 512: weights, MACs and output elements.
  @Test
  void layersAreThoseOfTheTable() {
    Graph graph = Models.build("depthwise-unet", Map.of());
    assertThat(graph.parameterCount()).isEqualTo(1_510_786).isEqualTo(parameters());
    assertThat(graph.macs()).isEqualTo(macs(512 * 512));
    assertThat(macs("down.0.0", graph)).isEqualTo(226_492_416);
    assertThat(macs("mid.1.pw", graph)).isEqualTo(268_435_456);
    assertThat(macs("up.3.twice", graph)).isEqualTo(536_870_912);
    assertThat(macs("up.0.0.dw", graph)).isEqualTo(150_994_944);
    assertThat(graph.outputs().get(0).type().shape()).hasToString("1x2x512x512");
  }

  private static long macs(String name, Graph graph) {
    Node node = graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
    return node.macs();
  }

  private static long parameters() {
    long sum = 3 * 32 * 9 + 32 + separable(32, 32);
    for (int c = 32; c < 512; c *= 2) {
      sum += separable(c, 2 * c) + separable(2 * c, 2 * c);
      sum += 2L * c * c * 4 + separable(2 * c, c) + separable(c, c);
    }
    return sum + 32 * 2 + 2;
  }

  private static long separable(long in, long out) {
    return in * 9 + in * out + out;
  }

  private static long macs(long pixels) {
    long sum = pixels * (3 * 32 * 9 + products(32, 32) + 32 * 2);
    long at = pixels;
    for (int c = 32; c < 512; c *= 2) {
      sum += at * (products(2 * c, c) + products(c, c)) + at / 4 * (2L * c * c * 4);
      at /= 4;
      sum += at * (products(c, 2 * c) + products(2 * c, 2 * c));
    }
    return sum;
  }

  private static long products(long in, long out) {
    return in * 9 + in * out;
  }

  @Test
  void extentsThatCannotBeHalvedFourTimesAreRefused() {
    assertThatThrownBy(() -> Models.build("depthwise-unet", Map.of("image", "500")))
        .hasMessage("depthwise-unet: image=500; allowed: 16 to 2048, divisible by 16");
  }
}
