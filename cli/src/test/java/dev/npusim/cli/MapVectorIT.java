package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

/** {@code map MODEL --layer} of vector operations, depthwise convolutions and attention. */
class MapVectorIT extends MapTest {
  private static final String NORM = "sd15-unet --layer down_blocks.0.resnets.0.norm1";

  @Test
  void aVectorOperationHasBlocksTrafficAndABound() throws IOException {
    Npusim.Outcome outcome = run(NORM + " --npu edge-16tops --out out");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out())
        .contains("group_norm on the vector unit", "4096 x 320", "rows x 320 columns")
        .contains("DRAM written", "floor", "bound", "not proven", "vector unit");
    assertThat(Files.readString(directory.resolve("out/charts/traffic.svg")))
        .contains("out written");
    JsonNode vector = Npusim.json(directory.resolve("out/map.json")).get("vector");
    long dram = 0;
    for (JsonNode operand : vector.get("operands")) {
      dram += operand.get("dram_read_bytes").asLong() + operand.get("dram_written_bytes").asLong();
    }
    // Read once, as all of it fits; scale and shift; written once.
    assertThat(dram).isEqualTo(2L * 4096 * 320 + 2 * 320);
    assertThat(vector.get("dram_bytes").asLong()).isEqualTo(dram);
    assertThat(vector.get("cycles").asLong())
        .isGreaterThanOrEqualTo(vector.at("/floor/cycles").asLong());
  }

  @Test
  void aVectorOperationNeedsAVectorUnit() throws IOException {
    rejected(NORM + " --npu edge3", "group_norm", "edge3", "vector unit");
    rejected(NORM + " --convention timeloop", "--convention timeloop", "vector operation");
    rejected("bert-base --dim tokens=8 --layer embeddings.ad", "no such layer");
  }

  @Test
  void aDepthwiseConvolutionSaysWhichEngineWon() {
    String layer = "mobilenet-v2 --layer features.1.conv.0.0 --effort fast --npu edge-16tops";
    assertThat(run(layer).out())
        .contains("depthwise convolution may run on either engine", "Shown is the vector unit");
    assertThat(run(layer + " --set vector.lanes=1").out()).contains("Shown is the array");
    assertThat(json(layer + " --save nest.yaml").has("layers")).isTrue();
  }

  @Test
  void anAttentionWithoutAVectorUnitSaysWhetherHeadsShareKeys() {
    String own = "bert-base --dim tokens=8 --layer encoder.layer.0.attention --npu edge3";
    Npusim.Outcome outcome = run(own + " --effort fast");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).contains("two products", "No heads share keys and values");
    String shared = "llama-3.2-1b --dim tokens=8 --layer model.layers.0.self_attn --npu edge3";
    JsonNode document = json(shared + " --effort fast");
    assertThat(document.get("notes").toString()).contains("4 heads that share a key/value head");
    assertThat(document.at("/layers/0/dims").toString())
        .isEqualTo("{\"B\":8,\"M\":32,\"N\":8,\"K\":64}");
    String shape = "--attention heads=2,queries=8,keys=8,dim=8 --npu edge3 --effort fast";
    String ignored = "The causal mask is not used here";
    assertThat(run(shape).out()).doesNotContain(ignored);
    assertThat(run(shape + " --causal").out()).contains(ignored);
  }
}
