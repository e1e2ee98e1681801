package dev.npusim.workloads.huggingface;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.assertj.core.api.InstanceOfAssertFactories.STRING;

import dev.npusim.ir.Graph;
import dev.npusim.workloads.Catalog;
import dev.npusim.workloads.Workload;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.Workloads;
import dev.npusim.workloads.build.Decoder;
import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.StateSpaceModel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfigReaderTest {
  /** As published with a model of these sizes, keys that say nothing about sizes included. */
  private static final String LLAMA =
      """
      {
        "_name_or_path": "someone/Llama-2-7b-hf",
        "architectures": ["LlamaForCausalLM"],
        "attention_bias": false,
        "attention_dropout": 0.0,
        "bos_token_id": 1,
        "eos_token_id": 2,
        "hidden_act": "silu",
        "hidden_size": 4096,
        "initializer_range": 0.02,
        "intermediate_size": 11008,
        "max_position_embeddings": 4096,
        "mlp_bias": false,
        "model_type": "llama",
        "num_attention_heads": 32,
        "num_hidden_layers": 32,
        "num_key_value_heads": 32,
        "pretraining_tp": 1,
        "rms_norm_eps": 1e-05,
        "rope_scaling": null,
        "rope_theta": 10000.0,
        "tie_word_embeddings": false,
        "torch_dtype": "float16",
        "transformers_version": "4.45.0",
        "use_cache": true,
        "vocab_size": 32000
      }
      """;

  @TempDir Path directory;

  private static ConfigReader.Description read(String text) {
    return ConfigReader.read("config.json", text);
  }

  private static void rejects(String text, String... words) {
    assertThatThrownBy(() -> read(text))
        .isInstanceOf(WorkloadException.class)
        .hasMessageStartingWith("config.json")
        .hasMessageContainingAll(words);
  }

  @Test
  void aPublishedFileIsTheBundledModel() throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), LLAMA);
    Workload given = Workloads.load(file.toString(), Map.of("phase", "decode", "context", "512"));
    Workload bundled = Workloads.load("llama-2-7b", Map.of("phase", "decode", "context", "512"));
    assertThat(given.graph().nodes()).isEqualTo(bundled.graph().nodes());
    assertThat(given.graph().name()).isEqualTo("Llama-2-7b-hf");
    assertThat(given.source()).contains("config.json", "phase=decode,context=512,batch=1");
    assertThat(given.notes())
        .containsExactly(
            "keys of the file that were not needed: attention_dropout, bos_token_id, eos_token_id,"
                + " initializer_range, pretraining_tp, rope_theta, use_cache",
            "keys the file does not have, with the defaults of transformers:"
                + " partial_rotary_factor 1");
  }

  /** Bundled files state only what is read: nothing to tell about them. */
  @Test
  void bundledFilesHaveNoOtherKeys() {
    for (ModelBuilder model : BundledModels.all()) {
      Graph graph = model.build();
      assertThat(graph.name()).isEqualTo(model.name());
      assertThat(Workloads.load(model.name(), Map.of()).notes())
          .as(model.name())
          .noneMatch(note -> note.contains("keys of the file"));
      assertThat(Catalog.find(model.name())).contains(model);
    }
  }

  @Test
  void defaultsAreThoseOfTransformers() {
    Decoder llama =
        (Decoder)
            read(without(without(LLAMA, "num_key_value_heads"), "tie_word_embeddings")).model();
    assertThat(llama.config().heads().kvCount()).isEqualTo(32);
    assertThat(llama.config().heads().size()).isEqualTo(128);
    assertThat(llama.config().vocabulary().tied()).isFalse();
    Decoder byArchitecture = (Decoder) read(without(LLAMA, "model_type")).model();
    assertThat(byArchitecture).isEqualTo(read(LLAMA).model());
    StateSpaceModel mamba =
        (StateSpaceModel)
            read("""
                {"model_type": "mamba", "hidden_size": 100, "num_hidden_layers": 2,
                 "state_size": 16, "conv_kernel": 4, "time_step_rank": "auto", "vocab_size": 99,
                 "hidden_act": "silu"}
                """)
                .model();
    assertThat(mamba.config().channels()).isEqualTo(200);
    assertThat(mamba.config().rank()).isEqualTo(7);
    assertThat(mamba.config().tied()).isTrue();
  }

  // hidden 4096: 32 layers x (q, k, v, o biases) x 4096, and of the perceptron 2 x 11008 + 4096.
  @Test
  void biasesCount() throws IOException {
    long plain = parameters(LLAMA);
    assertThat(parameters(LLAMA.replace("\"attention_bias\": false", "\"attention_bias\": true")))
        .isEqualTo(plain + 32L * 4 * 4096);
    assertThat(parameters(LLAMA.replace("\"mlp_bias\": false", "\"mlp_bias\": true")))
        .isEqualTo(plain + 32L * (2 * 11008 + 4096));
  }

  private long parameters(String text) throws IOException {
    Path file = Files.writeString(directory.resolve("config.json"), text);
    return Workloads.load(file.toString(), Map.of()).graph().parameterCount();
  }

  private static String without(String text, String key) {
    return text.replaceAll("(?m)^.*\"" + key + "\".*\\n", "");
  }

  private static String with(String key, String value) {
    return without(LLAMA, key).replaceFirst("\\{", "{\"" + key + "\": " + value + ",");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "hidden_size|\"4096\"|\"hidden_size\" must be a whole number from 1 to 2147483647, found \"4096\"",
        "num_hidden_layers|100000|\"num_hidden_layers\" must be a whole number from 1 to 2000, found 100000",
        "hidden_size|1e999999999|from 1 to 2147483647, found 1E+999999999",
        "hidden_size|1000000000000000000000000000000|found 1000000000000000000000000000000",
        "head_dim|127|\"head_dim\": 127: 127 of 127 features",
        "rope_scaling|{\"type\": \"nonsense\"}|not a known scaling of positions; allowed: default, dynamic,",
        "rope_scaling|{\"rope_type\": \"lama3\"}|did you mean llama3?",
        "rope_scaling|\"linear\"|a group of keys",
        "hidden_size|0|found 0",
        "hidden_size|4096.5|found 4096.5",
        "hidden_size|4000000000|from 1 to 2147483647, found 4000000000",
        "num_attention_heads|33|hidden_size 4096 is not a multiple",
        "num_key_value_heads|5|num_attention_heads 32 is not a multiple",
        "hidden_act|\"sillu\"|did you mean silu?",
        "tie_word_embeddings|\"no\"|true or false",
        "partial_rotary_factor|1.5|192 of 128",
        "rms_norm_eps|-1|a positive number",
        "model_type|\"lama\"|\"lama\" is not supported; the nearest is llama; supported: bert,",
        "model_type|\"t5\"|supported: bert, gemma2, llama, mamba, mistral, phi, phi3, qwen2",
        "num_local_experts|8|\"num_local_experts\": 8: mixtures of experts are not supported",
        "is_encoder_decoder|true|encoder-decoder",
        "architectures|[\"LlamaForSequenceClassification\"]|only models \"ForCausalLM\"",
        "architectures|\"LlamaForCausalLM\"|a list of texts"
      })
  void wrongValuesAreExplained(String key, String value, String message) {
    rejects(with(key, value), message);
  }

  @Test
  void missingAndMisspeltKeysAreNamed() {
    rejects(without(LLAMA, "hidden_size"), "\"hidden_size\" is missing");
    rejects(
        LLAMA.replace("intermediate_size", "intermediat_size"),
        "\"intermediate_size\" is missing; did you mean it by \"intermediat_size\"?");
    rejects(
        LLAMA.replace("num_key_value_heads", "num_key_value_head"),
        "unknown key \"num_key_value_head\"; did you mean \"num_key_value_heads\"?");
    rejects("{}", "neither \"model_type\" nor \"architectures\"");
  }

  @Test
  void brokenFilesAreLocated() {
    rejects("{\"model_type\": \"llama\",\n \"hidden_size\" 4096}", "config.json:2:", "not JSON");
    rejects("[]", "expected an object");
    rejects("", "config.json is empty; expected the keys of a config.json");
    rejects(LLAMA.replace("{", "{\"vocab_size\": 1,"), "config.json:", "uplicate");
    rejects(LLAMA + "{}", "config.json:", "not JSON");
  }

  /** Jackson's own limits come without a place; what was found must not come whole. */
  @Test
  void limitsOfTheReaderAreLocated() {
    String start = "{\"model_type\": \"llama\",\n \"x\": ";
    rejects(start + "[".repeat(5000) + "]".repeat(5000) + "}", "config.json:2:", "depth", "1000");
    rejects("[".repeat(200_000), "config.json:1:", "depth");
    rejects("{\"a\":".repeat(100_000), "config.json:1:", "depth");
    rejects(start + "9".repeat(100_000) + "}", "config.json:2:", "1000");
    rejects(start + '"' + "y".repeat(50_000_000) + "\"}", "config.json:2:", "20000000");
    rejects("{\"" + "k".repeat(60_000) + "\": 1}", "config.json:1:");
    rejects("{\"hidden_size\": 4096,", "config.json:1:22", "Unexpected end-of-input");
    rejects("{\"hidden_size\": 4096", "end-of-input", "(start marker at line: 1, column: 1)");
    for (String text :
        List.of(
            "{",
            "{\"model_type\": \"" + "m".repeat(1_000_000) + "\"}",
            "{\"model_type\": \"\\u0000\\u001b[2J\"}",
            with("hidden_size", "\"" + "9".repeat(1_000_000) + "\""),
            with("hidden_act", "\"" + "a".repeat(1_000_000) + "\""),
            with("layer_types", "[\"" + "a".repeat(1_000_000) + "\"]"))) {
      assertThat(catchThrowable(() -> notes(text)))
          .satisfiesAnyOf(
              e -> assertThat(e).isNull(),
              e ->
                  assertThat(e)
                      .isInstanceOf(WorkloadException.class)
                      .extracting(Throwable::getMessage, STRING)
                      .hasSizeLessThan(600)
                      .doesNotContain("REDACTED", "StreamRead", "\0", "\u001b"));
    }
  }

  private static List<String> notes(String text) {
    return read(text).notes();
  }

  @Test
  void wholeNumbersMayHaveAPoint() throws IOException {
    assertThat(parameters(with("num_hidden_layers", "32.0"))).isEqualTo(parameters(LLAMA));
  }

  @Test
  void contradictionsAreSaid() throws IOException {
    String other = LLAMA.replace("LlamaForCausalLM", "MistralForCausalLM");
    assertThat(read(other).notes())
        .contains(
            "read as model_type llama; architectures says MistralForCausalLM, which is another"
                + " family");
    String mistral = mistral(without(LLAMA, "num_key_value_heads"));
    assertThat(((Decoder) read(mistral).model()).config().heads().kvCount()).isEqualTo(8);
    Path file = Files.writeString(directory.resolve("config.json"), mistral);
    assertThat(Workloads.load(file.toString(), Map.of()).notes())
        .contains(
            "keys the file does not have, with the defaults of transformers:"
                + " num_key_value_heads 8, partial_rotary_factor 1, sliding_window 4096");
  }

  private static String mistral(String llama) {
    return llama
        .replace("\"llama\"", "\"mistral\"")
        .replace("LlamaForCausalLM", "MistralForCausalLM");
  }

  @Test
  void whatIsNotModelledIsSaid() throws IOException {
    String quantized = with("quantization_config", "{\"bits\": 4}");
    assertThat(read(quantized).notes()).anyMatch(note -> note.contains("quantization_config"));
  }
}
