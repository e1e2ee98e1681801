package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Graph;
import dev.npusim.workloads.WorkloadException;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class VaeDecoderTest {
  private static final String NAME = "sd15-vae-decoder";

  // 49,490,179 parameters in diffusers' decoder and 4 x 4 + 4 in post_quant_conv; the GMAC are the
  // rounded figure for a latent of 64x64. Both are worked out independently below.
  @Test
  void totalsAreAsStatedForTheModel() {
    Graph graph = Models.build(NAME, Map.of());
    assertThat(graph.parameterCount()).isEqualTo(49_490_199).isEqualTo(20 + decoderParameters());
    assertThat(graph.macs() / 1e9).isCloseTo(1257.26, within(0.005));
    assertThat(graph.outputs().get(0).type().shape()).hasToString("1x3x512x512");
  }

  private static long decoderParameters() {
    long middle = 2 * residual(512, 512) + 4 * (512 * 512 + 512) + 2 * 512;
    long stages =
        6 * residual(512, 512)
            + residual(512, 256)
            + 2 * residual(256, 256)
            + residual(256, 128)
            + 2 * residual(128, 128);
    long enlarging = 2 * conv3x3(512, 512) + conv3x3(256, 256);
    return conv3x3(4, 512) + middle + stages + enlarging + 2 * 128 + conv3x3(128, 3);
  }

  /** Two norms and two convolutions, and a 1x1 convolution where the channels change. */
  private static long residual(long in, long out) {
    return 2 * in
        + conv3x3(in, out)
        + 2 * out
        + conv3x3(out, out)
        + (in == out ? 0 : in * out + out);
  }

  private static long conv3x3(long in, long out) {
    return in * out * 9 + out;
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
