package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Value;
import dev.npusim.workloads.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaeDecoderTest {
  private static final String NAME = "sd15-vae-decoder";

  // diffusers AutoencoderKL of stable-diffusion-v1-5: 49,490,179 parameters in decoder and
  // 4 x 4 + 4 in post_quant_conv; 1,257.26 GMAC for a latent of 64x64.
  @Test
  void totalsAreOfTheTrace() {
    Graph graph = Models.build(NAME, Map.of());
    assertThat(graph.parameterCount()).isEqualTo(49_490_199);
    assertThat(
            graph.parameters().stream()
                .filter(value -> value.name().startsWith("decoder."))
                .mapToLong(Value::elements)
                .sum())
        .isEqualTo(49_490_179);
    assertThat(graph.macs() / 1e9).isCloseTo(1257.26, within(0.005));
    assertThat(graph.outputs().get(0).type().shape()).hasToString("1x3x512x512");
  }

  @ParameterizedTest
  @CsvSource({"64,1", "1,1", "24,3", "96,2"})
  void macsAreOfTheClosedForm(long latent, long batch) {
    Graph graph = Models.build(NAME, Map.of("latent", "" + latent, "batch", "" + batch));
    assertThat(graph.macs()).isEqualTo(batch * closedForm(latent * latent));
  }

  /** Each 3x3 convolution has 9 taps per pixel, input and output channel; p pixels of latent. */
  private static long closedForm(long p) {
    long innermost = (4 * 512 + (4 + 6) * 512 * 512) * 9;
    long attention = 4 * 512 * 512 + 2 * 512 * p;
    long second = 4 * (1 + 6) * 512 * 512 * 9;
    long third = 16 * ((512 * 512 + 512 * 256 + 5 * 256 * 256) * 9 + 512 * 256);
    long fourth = 64 * ((256 * 256 + 256 * 128 + 5 * 128 * 128 + 128 * 3) * 9 + 256 * 128);
    return p * (4 * 4 + innermost + attention + second + third + fourth);
  }

  @Test
  void badOptionsAreExplained() {
    assertThatThrownBy(() -> Models.build(NAME, Map.of("latent", "513")))
        .isInstanceOf(WorkloadException.class)
        .hasMessage("sd15-vae-decoder: latent=513; allowed: 1 to 512");
    assertThatThrownBy(() -> Models.build(NAME, Map.of("text", "77")))
        .isInstanceOf(WorkloadException.class)
        .hasMessageContaining("has no option \"text\"");
  }
}
