package dev.npusim.viz.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.viz.Samples;
import dev.npusim.viz.report.InspectJson;
import dev.npusim.viz.report.WorkloadFacts;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TerminalSummaryTest {
  private static final WorkloadFacts FACTS =
      new WorkloadFacts("tiny", "tiny.onnx", 10, 4032, ImmutableList.of());

  private static String golden(String name) throws Exception {
    try (var in = TerminalSummaryTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void looksAsAgreed() throws Exception {
    assertThat(TerminalSummary.render(Samples.tiny(), 100)).isEqualTo(golden("tiny.txt"));
    assertThat(InspectSummary.render(Samples.tinyGraph(), FACTS, Precision.W8A8, 100))
        .isEqualTo(golden("tiny-inspect.txt"));
  }

  @Test
  void fitsTheWidth() {
    for (int width : new int[] {80, 100, 140}) {
      assertThat(TerminalSummary.render(Samples.unet(), width).lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
      assertThat(InspectSummary.render(Samples.unetGraph(), FACTS, Precision.W8A8, width).lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    }
  }

  @Test
  void saysHardwareFirstAndHasNoColourCodes() {
    String text = TerminalSummary.render(Samples.unet(), 100);
    assertThat(text).startsWith("Assumed hardware: edge-16tops").doesNotContain("\u001b");
    assertThat(text).contains("our assumption", "1 MAC = 2 OP", "conv_in", "recompute");
  }

  @Test
  void inspectJsonHasWorkloadAndLayers() {
    var node = InspectJson.tree(Samples.tinyGraph(), FACTS, Precision.W8A8);
    assertThat(node.fieldNames()).toIterable().containsExactly("workload", "layers");
    assertThat(node.path("layers").size()).isEqualTo(5);
    assertThat(node.path("workload").path("macs").longValue())
        .isEqualTo(Samples.tinyGraph().macs());
  }
}
