package dev.npusim.viz.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import dev.npusim.viz.report.Comparison;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.ModelReport;
import java.nio.charset.StandardCharsets;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class TerminalSummaryTest {
  private static String golden(String name) throws Exception {
    try (var in = TerminalSummaryTest.class.getResourceAsStream(name)) {
      return new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  @Test
  void looksAsAgreed() throws Exception {
    assertThat(TerminalSummary.render(Samples.tiny(), 100)).isEqualTo(golden("tiny.txt"));
    assertThat(InspectSummary.render(Samples.inspect(Samples.tinyGraph()), 100))
        .isEqualTo(golden("tiny-inspect.txt"));
  }

  @Test
  void fitsTheWidth() {
    for (int width : new int[] {80, 100, 140}) {
      assertThat(TerminalSummary.render(Samples.unet(), width).lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
      assertThat(InspectSummary.render(compared(), width).lines())
          .allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
    }
  }

  private static InspectReport compared() {
    ModelReport unet = Samples.model(Samples.unetGraph());
    ModelReport tiny = Samples.model(Samples.tinyGraph());
    return new InspectReport(
        unet,
        Comparison.of("prefill", unet, "decode", tiny),
        Comparison.of("A", unet, "B", tiny),
        "0.1.0",
        "npusim inspect unet");
  }

  @Test
  void saysHardwareFirstAndHasNoColourCodes() {
    String text = TerminalSummary.render(Samples.unet(), 100);
    assertThat(text).startsWith("Assumed hardware: edge-16tops").doesNotContain("\u001b");
    assertThat(text).contains("our assumption", "1 MAC = 2 OP", "conv_in", "recompute");
  }

  @Test
  void inspectShowsTheCurvesWithTheirFusionModesAndWhatIsCompared() {
    String text = InspectSummary.render(compared(), 100);
    assertThat(text)
        .contains("scores and gates stored", "attention fused, gates stored", "parked skips")
        .contains("Prefill and decode", "A and B by operation", "12 skip")
        .doesNotContain("\u001b");
  }

  @Test
  void everyNodeIsListed() {
    String text = CoverageSection.everyNode(Samples.model(Samples.unetGraph()));
    assertThat(text.lines().count()).isEqualTo(Samples.unetGraph().nodes().size());
    assertThat(text).contains("  conv_in (conv2d): costed\n");
  }
}
