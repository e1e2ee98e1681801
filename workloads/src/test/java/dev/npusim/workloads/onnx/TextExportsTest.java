package dev.npusim.workloads.onnx;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.workloads.Workload;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Language models written as torch traces them. Parameters: those that the models' pages state;
 * work: s tokens of width h through l layers are l * (12 * s * h^2 + 2 * s^2 * h) MACs, and what
 * the head takes.
 */
class TextExportsTest {
  private static ExportedModel export(
      int opset,
      int layers,
      int heads,
      int width,
      int words,
      String dims,
      Consumer<TextExports> model) {
    TorchScript to = new TorchScript(opset);
    model.accept(new TextExports(to, layers, heads, width, words));
    Map<String, String> given = new HashMap<>();
    for (String dim : dims.split(",")) {
      given.put(dim.split("=")[0], dim.split("=")[1]);
    }
    return new ExportedModel("", to.model(), given);
  }

  private static long work(long layers, long tokens, long width) {
    return layers * (12 * tokens * width * width + 2 * tokens * tokens * width);
  }

  private static final String SMALL = "batch=2,sequence=5";

  private static void isRaised(Workload workload, int layers) {
    assertThat(ExportedModel.permutes(workload)).isEmpty();
    assertThat(ExportedModel.kinds(workload))
        .containsEntry("attention", (long) layers)
        .doesNotContainKeys("softmax", "matmul", "concat");
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 13, 17, 20})
  void bertBase(int opset) {
    Workload workload =
        export(opset, 12, 12, 768, 30522, "batch=1,sequence=128", to -> to.bert(512, 2, 3072))
            .costs(work(12, 128, 768) + 768 * 768, 109_482_240);
    isRaised(workload, 12);
    assertThat(ExportedModel.kinds(workload)).containsEntry("gelu", 12L);
  }

  /** Weights of traced models have lost their names; their nodes have not. */
  @Test
  void nodesHaveTheNamesAndBlocksOfTheirModules() {
    Workload workload =
        export(14, 2, 4, 16, 6, "batch=1,sequence=1,past_sequence=4", to -> to.llama(2, 24)).load();
    assertThat(workload.graph().nodes())
        .filteredOn(node -> node.op().kind().matches("linear|attention|silu|rope"))
        .extracting(node -> node.block() + " " + node.name())
        .startsWith(
            "model.layers.0 model.layers.0.self_attn.q_proj",
            "model.layers.0 model.layers.0.self_attn.k_proj",
            "model.layers.0 model.layers.0.self_attn.v_proj")
        .contains(
            "model.layers.0 model.layers.0.self_attn",
            "model.layers.1 model.layers.1.mlp.down_proj",
            "lm_head lm_head");
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 17})
  void smallBertComputesTheSame(int opset) {
    isRaised(export(opset, 2, 2, 8, 6, SMALL, to -> to.bert(16, 4, 12)).computesTheSame(), 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {13, 14, 17})
  void distilbert(int opset) {
    isRaised(
        export(opset, 6, 12, 768, 30522, "batch=1,sequence=128", to -> to.distilbert(512, 3072))
            .costs(work(6, 128, 768), 66_362_880),
        6);
    isRaised(export(opset, 2, 2, 8, 6, SMALL, to -> to.distilbert(16, 12)).computesTheSame(), 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {11, 13, 14, 16, 17, 20})
  void gpt2(int opset) {
    isRaised(
        export(opset, 12, 12, 768, 50257, "batch=1,sequence=64", to -> to.gpt2(1024))
            .costs(work(12, 64, 768) + 64L * 768 * 50257, 124_439_808),
        12);
    isRaised(export(opset, 2, 2, 8, 6, SMALL, to -> to.gpt2(16)).computesTheSame(), 2);
  }

  @Test
  void gptj() {
    Workload small = export(13, 2, 2, 16, 6, SMALL, to -> to.gptj(16, 4)).computesTheSame();
    isRaised(small, 2);
    assertThat(ExportedModel.kinds(small)).containsEntry("rope", 4L);
  }

  @Test
  void neox() {
    Workload small = export(13, 2, 2, 16, 6, SMALL, to -> to.neox(16, 4)).computesTheSame();
    isRaised(small, 2);
    assertThat(ExportedModel.kinds(small)).containsEntry("rope", 4L);
    Workload whole = export(13, 2, 2, 16, 6, SMALL, to -> to.neox(16, 8)).computesTheSame();
    isRaised(whole, 2);
  }

  @Test
  void bloom() {
    Workload small = export(13, 2, 2, 16, 6, SMALL, to -> to.bloom()).computesTheSame();
    isRaised(small, 2);
  }

  @Test
  void falcon() {
    Workload small = export(13, 2, 4, 16, 6, SMALL, to -> to.falcon(16)).computesTheSame();
    isRaised(small, 2);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 4})
  void llama(int keyHeads) {
    String dims = "batch=2,sequence=3,past_sequence=4";
    Workload small = export(14, 2, 4, 16, 6, dims, to -> to.llama(keyHeads, 24)).computesTheSame();
    assertThat(ExportedModel.kinds(small))
        .containsEntry("attention", 2L)
        .containsEntry("rope", 4L)
        .doesNotContainKey("softmax");
    assertThat(ExportedModel.permutes(small)).isEmpty();
  }

  @Test
  void t5() {
    Workload small = export(13, 2, 2, 16, 6, SMALL, to -> to.t5(24, 32)).computesTheSame();
    assertThat(ExportedModel.kinds(small))
        .containsEntry("attention", 2L)
        .doesNotContainKey("softmax");
  }

  /** Whisper has 3 of them; 6 places of sound, 5 words, width 8. */
  @ParameterizedTest
  @CsvSource({"whisper,3", "clip,1", "phi3,1"})
  void attentionIsFoundBesidesTheUsualDecoders(String name, long count) {
    ExportedModel model =
        SmallExports.all().stream()
            .filter(m -> m.name().startsWith(name))
            .findFirst()
            .orElseThrow();
    Workload workload = model.load();
    assertThat(ExportedModel.kinds(workload))
        .containsEntry("attention", count)
        .doesNotContainKeys("softmax", "matmul");
    assertThat(ExportedModel.permutes(workload)).isEmpty();
  }
}
