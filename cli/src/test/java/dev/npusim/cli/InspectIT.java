package dev.npusim.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A model before any chip. */
class InspectIT extends SessionTest {
  private JsonNode inspect(String... arguments) {
    Path file = directory.resolve("model.json");
    String[] all = new String[arguments.length + 4];
    all[0] = "inspect";
    System.arraycopy(arguments, 0, all, 1, arguments.length);
    all[all.length - 3] = "--quiet";
    all[all.length - 2] = "--json";
    all[all.length - 1] = file.toString();
    Npusim.Outcome outcome = command(all);
    assertThat(outcome.code()).as("%s", outcome).isZero();
    assertThat(outcome.out()).isEmpty();
    return Npusim.json(file);
  }

  private static void assertPeak(
      JsonNode document, String name, String fusion, double mebibytes, String layer) {
    JsonNode curve = null;
    for (JsonNode each : document.get("curves")) {
      if (each.get("name").asText().equals(name) && each.get("fusion").asText().equals(fusion)) {
        curve = each;
      }
    }
    assertThat(curve).isNotNull();
    assertThat(curve.get("peak_bytes").asLong() / 1048576.0).isCloseTo(mebibytes, within(0.0005));
    assertThat(curve.get("peak_layer").asText()).isEqualTo(layer);
  }

  // Traced from diffusers at fp16; live activations and skips to the last digit.
  @Test
  void memoryOfStableDiffusionIsThatOfTheTrace() {
    JsonNode document = inspect("sd15-unet", "--precision", "w16a16");
    String block = "down_blocks.0.attentions.1.transformer_blocks.0";
    assertPeak(document, "live_activations", "none", 524.615, block + ".attn1");
    assertPeak(document, "live_activations", "attention", 50.115, block + ".ff.net.0");
    assertPeak(document, "parked_skips", "null", 12.656, "mid_block.attentions.0.norm");
    assertPeak(document, "working_set", "attention", 71.055, "up_blocks.1.resnets.0.conv1");
    assertThat(document.at("/workload/macs").asLong()).isEqualTo(401_636_720_640L);
    assertThat(document.at("/workload/macs_conv_linear").asLong()).isEqualTo(338_610_585_600L);
    long parameters = 0;
    long macs = 0;
    Set<String> inner =
        Set.of("down_blocks.2", "down_blocks.3", "mid_block", "up_blocks.0", "up_blocks.1");
    for (JsonNode row : document.get("stages")) {
      if (inner.contains(row.get("name").asText())) {
        parameters += row.get("parameters").asLong();
        macs += row.get("macs").asLong();
      }
    }
    assertThat(100.0 * parameters / 859_520_964).isCloseTo(83.754, within(0.0005));
    assertThat(100.0 * macs / 401_636_720_640L).isCloseTo(32.464, within(0.0005));
  }

  @Test
  void everyNodeOfAFileIsAccountedFor() {
    JsonNode document = inspect(Npusim.model("resnet50.onnx"));
    JsonNode coverage = document.get("coverage");
    int sum = 0;
    for (JsonNode fate : coverage.get("fates")) {
      for (JsonNode count : fate) {
        sum += count.asInt();
      }
    }
    assertThat(sum)
        .isEqualTo(coverage.get("nodes").size())
        .isEqualTo(document.at("/workload/nodes").asInt());
  }

  // Two images are twice the work; parameters stay.
  @Test
  void twoModelsSideBySide() {
    JsonNode document =
        inspect(
            "sd15-unet",
            "--dim",
            "latent=8",
            "--against",
            "sd15-unet",
            "--against-dim",
            "latent=8,batch=2");
    for (JsonNode row : document.at("/comparison/rows")) {
      switch (row.get("name").asText()) {
        case "parameters" -> assertThat(row.get("ratio").asDouble()).isEqualTo(1);
        case "macs" -> assertThat(row.get("ratio").asDouble()).isEqualTo(2);
        default -> {}
      }
    }
    assertThat(document.get("phases")).isNull();
  }

  @Test
  void aDecoderIsShownInBothPhases() {
    Npusim.Outcome outcome = command("inspect", "llama-3.2-1b");
    assertThat(outcome.out())
        .contains("Prefill and decode", "KV cache", "16,384 B per token", "visible");
    assertThat(inspect("llama-3.2-1b").at("/kv_cache/bytes_per_token").asLong()).isEqualTo(16_384);
  }

  // Sums of columns are the totals: what is shared counts in the first row that reads it.
  @Test
  void rowsAddUpToTheModel() {
    for (String model : new String[] {"llama-3.2-1b", "sd15-unet", "mobilenet-v2"}) {
      JsonNode document = inspect(model);
      for (String rows : new String[] {"layers", "stages", "blocks", "classes"}) {
        for (String column : new String[] {"macs", "lane_ops", "activation_bytes"}) {
          assertThat(sum(document.get(rows), column))
              .as("%s %s %s", model, rows, column)
              .isEqualTo(document.at("/workload/" + column).asLong());
        }
        assertThat(
                sum(document.get(rows), "parameters")
                    - sum(document.get(rows), "shared_parameters"))
            .as("%s %s", model, rows)
            .isEqualTo(document.at("/workload/parameters").asLong());
        assertThat(
                sum(document.get(rows), "weight_bytes")
                    - sum(document.get(rows), "shared_weight_bytes"))
            .isEqualTo(document.at("/workload/weight_bytes").asLong());
      }
      for (String group : new String[] {"stage", "block"}) {
        for (JsonNode row : document.get(group + "s")) {
          long macs = 0;
          for (JsonNode layer : document.get("layers")) {
            boolean in = layer.get(group).equals(row.get("name"));
            macs += in ? layer.get("macs").asLong() : 0;
          }
          assertThat(macs).as("%s", row).isEqualTo(row.get("macs").asLong());
        }
      }
    }
  }

  private static long sum(JsonNode rows, String column) {
    long sum = 0;
    for (JsonNode row : rows) {
      sum += row.get(column).asLong();
    }
    return sum;
  }

  // Nine operations per channel and state: state-spaces/mamba. Bytes with fp32 and fp16 states.
  @Test
  void workAndStateOfAScanAreFields() {
    JsonNode document = inspect("mamba-130m", "--dim", "phase=decode", "--precision", "w16a16");
    assertThat(document.at("/workload/scan_ops").asLong()).isEqualTo(5_308_416);
    assertThat(document.at("/workload/scan_skip_ops").asLong()).isEqualTo(24 * 1536);
    assertThat(sum(document.get("layers"), "scan_ops")).isEqualTo(5_308_416);
    JsonNode state = document.get("recurrent_state");
    assertThat(state.get("published_bytes").asLong()).isEqualTo(2_654_208);
    assertThat(state.get("recurrent_bytes").asLong()).isEqualTo(24 * 1536 * 16 * 2);
    assertThat(state.get("window_bytes").asLong()).isEqualTo(24 * 1536 * 4 * 2);
    boolean compared = false;
    for (JsonNode row : document.at("/phases/rows")) {
      compared |= row.get("name").asText().equals("recurrent_state_bytes");
    }
    assertThat(compared).isTrue();
    for (JsonNode layer : document.get("layers")) {
      if (layer.get("op").asText().equals("selective_scan")) {
        assertThat(layer.get("output_shape").toString()).isEqualTo("[1,1,1536]");
      }
    }
  }

  @Test
  void filesAreWritten() {
    Npusim.Outcome outcome =
        command("inspect", Npusim.model("tiny_unet.onnx"), "--verbose", "--out", "model");
    assertThat(outcome.code()).as("%s", outcome).isZero();
    for (String name :
        new String[] {
          "inspect.json",
          "layers.csv",
          "residuals.csv",
          "report.html",
          "charts/parameters.png",
          "charts/macs.svg",
          "charts/memory.png"
        }) {
      assertThat(directory.resolve("model").resolve(name)).isNotEmptyFile();
    }
    assertThat(outcome.out()).contains("Memory along the execution", "Written to model: ");
    assertThat(Files.exists(directory.resolve("model/result.json"))).isFalse();
  }
}
