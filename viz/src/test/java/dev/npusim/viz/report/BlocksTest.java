package dev.npusim.viz.report;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.viz.Samples;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class BlocksTest {
  private static List<String> names(List<String> blocks) {
    List<Blocks.Run> runs = Blocks.of(blocks.size(), blocks::get);
    int at = 0;
    for (Blocks.Run run : runs) {
      assertThat(run.begin()).isEqualTo(at);
      at = run.end();
    }
    assertThat(at).isEqualTo(blocks.size());
    return runs.stream().map(Blocks.Run::name).toList();
  }

  private static List<String> repeated(String prefix, int blocks, int layers) {
    List<String> names = new ArrayList<>();
    for (int block = 0; block < blocks; block++) {
      for (int layer = 0; layer < layers; layer++) {
        names.add(prefix + block);
      }
    }
    return names;
  }

  @Test
  void stagesOfAUnetShow() {
    assertThat(names(Samples.unetGraph().nodes().stream().map(node -> node.block()).toList()))
        .contains("down_blocks.0", "down_blocks.3", "mid_block", "up_blocks.0", "up_blocks.3")
        .hasSizeLessThanOrEqualTo(16);
  }

  @Test
  void theLargestIsSplitFirstAndNothingAfterWhatDoesNotFit() {
    List<String> blocks = new ArrayList<>(repeated("large.r", 12, 9));
    blocks.addAll(repeated("middle.r", 10, 2));
    blocks.addAll(repeated("small.r", 2, 1));
    assertThat(names(blocks)).hasSize(14).contains("large.r0", "large.r11", "middle", "small");
  }

  @Test
  void eachLayerOfADecoderIsOne() {
    List<String> blocks = new ArrayList<>(List.of("model.embed"));
    blocks.addAll(repeated("model.layers.", 32, 16));
    blocks.addAll(List.of("model.norm", "lm_head"));
    assertThat(names(blocks)).hasSize(35).contains("model.layers.0", "model.layers.31");
  }

  @Test
  void withoutNamesThereIsOneBlock() {
    assertThat(names(List.of("", "", ""))).containsExactly("");
    assertThat(names(List.of())).isEmpty();
  }
}
