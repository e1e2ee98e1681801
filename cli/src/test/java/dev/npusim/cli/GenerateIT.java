package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Text that a language model generates. */
class GenerateIT extends SessionTest {
  /** Two small layers of Llama's kind. */
  private static final String CONFIG =
      """
      {"model_type": "llama", "hidden_size": 128, "intermediate_size": 384,
       "num_hidden_layers": 2, "num_attention_heads": 8, "num_key_value_heads": 2,
       "head_dim": 16, "vocab_size": 500, "hidden_act": "silu", "rms_norm_eps": 1e-5,
       "max_position_embeddings": 2048, "tie_word_embeddings": false}
      """;

  @BeforeEach
  void writeModel() throws IOException {
    Files.writeString(directory.resolve("tiny.json"), CONFIG);
  }

  private Npusim.Outcome generate(String... more) {
    String[] arguments = {"simulate", "tiny.json", "--prompt", "40", "--generate", "9"};
    String[] all = Arrays.copyOf(arguments, arguments.length + more.length);
    System.arraycopy(more, 0, all, arguments.length, more.length);
    return command(all);
  }

  @Test
  void isReportedSavedAndChecked() throws IOException {
    Npusim.Outcome outcome = generate("--npu", "edge-4tops", "--out", "out");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out())
        .contains("TTFT", "TPOT", "tokens/s", "KV cache", "contexts 40, 42, 44, 46, 48");
    assertThat(Files.readString(directory.resolve("out/report.html"))).contains("TTFT");
    assertThat(command("check", "out").code()).isZero();
    assertThat(command("check", "out/prefill").code()).isZero();

    Path file = directory.resolve("out/result.json");
    ObjectNode result = (ObjectNode) Npusim.json(file);
    JsonNode text = result.get("generation");
    double ttft = text.get("ttft_s").asDouble();
    double mean = text.at("/tpot_s/mean").asDouble();
    assertThat(ttft)
        .isEqualTo(
            Npusim.json(directory.resolve("out/prefill/result.json"))
                .at("/totals/latency_s")
                .asDouble());
    assertThat(text.get("latency_s").asDouble()).isCloseTo(ttft + 9 * mean, within(1e-12));
    // Keys and values of two layers, 32 wide, at 8 bits.
    assertThat(text.at("/kv_cache/begin_bytes").asDouble()).isEqualTo(40 * 128);
    assertThat(text.at("/kv_cache/end_bytes").asDouble()).isEqualTo(49 * 128);

    ((ObjectNode) text.get("tpot_s")).put("mean", mean * 1.001);
    new ObjectMapper().writeValue(file.toFile(), result);
    assertThat(command("check", "out").code()).isEqualTo(ExitCode.CHECK_FAILED);
  }

  /** The run of another context in the place of one. */
  @Test
  void exchangedStepsAreFound() throws IOException {
    assertThat(generate("--npu", "edge-4tops", "--quiet", "--out", "out").code()).isZero();
    for (String name : new String[] {"result.json", "execution.json.gz"}) {
      Files.copy(
          directory.resolve("out/context-42").resolve(name),
          directory.resolve("out/context-44").resolve(name),
          StandardCopyOption.REPLACE_EXISTING);
    }
    Npusim.Outcome outcome = command("check", "out");
    assertThat(outcome.code()).isEqualTo(ExitCode.CHECK_FAILED);
    assertThat(outcome.err()).contains("42 tokens cached");
    Files.delete(directory.resolve("out/context-44/execution.json.gz"));
    assertThat(command("check", "out").code()).isEqualTo(ExitCode.BAD_INPUT);
  }

  @Test
  void whatDoesNotApplyIsBadInput() {
    String[][] wrong = {
      {"simulate", "tiny.json", "--prompt", "40"},
      {"simulate", "tiny.json", "--generate", "4"},
      {"simulate", "tiny.json", "--prompt", "0", "--generate", "4"},
      {"simulate", "tiny.json", "--prompt", "4", "--generate", "-1"},
      {"simulate", "tiny.json", "--prompt", "131072", "--generate", "1"},
      {"simulate", "tiny.json", "--prompt", "4", "--generate", "4", "--repeat", "2"},
      {"simulate", "tiny.json", "--prompt", "4", "--generate", "4", "--dim", "context=7"},
      {"simulate", "tiny.json", "--prompt", "4", "--generate", "4", "--dim", "phase=decode"},
      {"simulate", "mobilenet-v2", "--prompt", "4", "--generate", "4"},
      {"simulate", Npusim.model("tiny_unet.onnx"), "--prompt", "4", "--generate", "4"},
      {"simulate", "lama-3.2-1b", "--prompt", "4", "--generate", "4"},
    };
    for (String[] arguments : wrong) {
      Npusim.Outcome outcome = command(arguments);
      assertThat(outcome.code())
          .as("%s: %s", String.join(" ", arguments), outcome)
          .isEqualTo(ExitCode.BAD_INPUT);
      assertThat(outcome.err().lines()).hasSize(1);
    }
    assertThat(command("simulate", "mobilenet-v2", "--prompt", "4", "--generate", "4").err())
        .contains("llama-3.2-1b");
  }
}
