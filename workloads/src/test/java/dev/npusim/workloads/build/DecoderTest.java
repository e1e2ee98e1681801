package dev.npusim.workloads.build;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.VisibleKeys;
import dev.npusim.workloads.Golden;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class DecoderTest {
  static List<Map<String, String>> runs() {
    return Golden.csv("llm_work.csv");
  }

  private static long number(Map<String, String> row, String column) {
    return Long.parseLong(row.get(column));
  }

  private static Graph graph(Map<String, String> run) {
    boolean decode = run.get("phase").equals("decode");
    return Models.build(
        run.get("model"),
        Map.of("phase", run.get("phase"), decode ? "context" : "tokens", run.get("length")));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void workIsThatOfTheTrace(Map<String, String> run) {
    Graph graph = graph(run);
    assertThat(graph.parameterCount()).isEqualTo(number(run, "parameters"));
    assertThat(graph.macs()).isEqualTo(number(run, "macs"));
    long fullSquare = 0;
    long causal = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Attention attention) {
        fullSquare += node.macs();
        causal += VisibleKeys.macs(attention, node.types());
      }
    }
    assertThat(fullSquare).isEqualTo(number(run, "attention_macs"));
    assertThat(causal).isEqualTo(number(run, "attention_macs_causal"));
    long tokens = run.get("phase").equals("decode") ? 1 : number(run, "length");
    long otherLogits = (tokens - 1) * number(run, "head_macs_per_token");
    assertThat(graph.macs() - fullSquare + causal - otherLogits)
        .isEqualTo(number(run, "macs_last_logit_causal"));
  }

  @ParameterizedTest
  @MethodSource("runs")
  void theCacheHasItsSize(Map<String, String> run) {
    Graph graph = graph(run);
    long perToken = number(run, "kv_elements_per_token");
    boolean decode = run.get("phase").equals("decode");
    long length = number(run, "length");
    assertThat(
            graph.inputs().stream()
                .filter(input -> input.kind() == Value.Kind.STATE)
                .mapToLong(Value::elements)
                .sum())
        .isEqualTo(decode ? perToken * length : 0);
    // The last output are the logits.
    List<Value> added = graph.outputs().subList(0, graph.outputs().size() - 1);
    assertThat(added.stream().mapToLong(Value::elements).sum())
        .isEqualTo(decode ? perToken : perToken * length);
  }

  @Test
  void batchesAreIndependentTexts() {
    Map<String, String> two = Map.of("batch", "2", "tokens", "16");
    Map<String, String> one = Map.of("tokens", "16");
    Map<String, String> twoDecode = Map.of("batch", "2", "phase", "decode", "context", "16");
    Map<String, String> oneDecode = Map.of("phase", "decode", "context", "16");
    for (String name : List.of("llama-3.2-1b", "phi-2", "gemma-2-2b")) {
      assertThat(Models.build(name, two).macs()).isEqualTo(2 * Models.build(name, one).macs());
      assertThat(Models.build(name, twoDecode).macs())
          .isEqualTo(2 * Models.build(name, oneDecode).macs());
      assertThat(Models.build(name, two).parameterCount())
          .isEqualTo(Models.build(name, one).parameterCount());
    }
  }

  @Test
  void nodesAreNamedAsInTransformers() {
    Graph graph = Models.build("llama-3.2-1b", Map.of("phase", "decode"));
    assertThat(graph.nodes())
        .extracting(Node::name)
        .startsWith(
            "model.embed_tokens",
            "model.layers.0.input_layernorm",
            "model.layers.0.self_attn.q_proj",
            "model.layers.0.self_attn.k_proj",
            "model.layers.0.self_attn.v_proj",
            "model.layers.0.self_attn.q_rope",
            "model.layers.0.self_attn.k_rope",
            "model.layers.0.self_attn.k_cache.concat",
            "model.layers.0.self_attn.v_cache.concat",
            "model.layers.0.self_attn",
            "model.layers.0.self_attn.o_proj",
            "model.layers.0.add1",
            "model.layers.0.post_attention_layernorm",
            "model.layers.0.mlp.gate_proj",
            "model.layers.0.mlp.act_fn",
            "model.layers.0.mlp.up_proj",
            "model.layers.0.mlp.mul",
            "model.layers.0.mlp.down_proj",
            "model.layers.0.add2")
        .endsWith("model.norm", "lm_head");
    assertThat(graph.outputs().get(0).type().shape()).hasToString("1x1x512");
    assertThat(graph.outputs().get(32).type().shape()).hasToString("1x1x128256");
  }

  private static long count(Graph graph, Class<?> op) {
    return graph.nodes().stream().filter(node -> op.isInstance(node.op())).count();
  }

  // Operation counts of the same traces: 105 and 33 norms, 27 and 32 tanh.
  @Test
  void gemmaBoundsScoresAndLogitsAndNormalisesFourTimes() {
    Graph graph = Models.build("gemma-2-2b", Map.of());
    assertThat(count(graph, Normalization.class)).isEqualTo(105);
    Attention attention =
        (Attention)
            graph.nodes().stream()
                .map(Node::op)
                .filter(Attention.class::isInstance)
                .findFirst()
                .orElseThrow();
    assertThat(attention.softcap()).isEqualTo(50);
    assertThat(attention.scale()).isEqualTo(1 / Math.sqrt(256));
    assertThat(attention.scoreLaneOps()).isEqualTo(Attention.SOFTMAX_LANE_OPS + 3);
    assertThat(graph.nodes())
        .extracting(Node::name)
        .contains("model.embed_tokens.scale", "model.layers.25.post_feedforward_layernorm")
        .endsWith(
            "lm_head",
            "lm_head.softcap.divide",
            "lm_head.softcap.tanh",
            "lm_head.softcap.multiply");
  }

  @Test
  void phiRotatesAPartAndRunsAttentionBesideThePerceptron() {
    Graph graph = Models.build("phi-2", Map.of());
    assertThat(count(graph, Normalization.class)).isEqualTo(33);
    Node rope =
        graph.nodes().stream().filter(n -> n.op() instanceof Rope).findFirst().orElseThrow();
    assertThat(rope.input(1).type().shape()).hasToString("128x32");
    Node perceptron = node(graph, "model.layers.3.mlp.fc1");
    Node query = node(graph, "model.layers.3.self_attn.q_proj");
    assertThat(perceptron.input(0)).isEqualTo(query.input(0));
    assertThat(node(graph, "lm_head").inputs()).hasSize(3);
  }

  private static Node node(Graph graph, String name) {
    return graph.nodes().stream().filter(n -> n.name().equals(name)).findFirst().orElseThrow();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "phase=encode|prefill or decode",
        "phase=decode,tokens=5|tokens (prompt length) needs phase=prefill; phase is decode",
        "phase=prefill,context=5|context (cached tokens) needs phase=decode; phase is prefill",
        "context=5|needs phase=decode; phase is prefill, the default",
        "tokens=0|allowed: 1 to 131072",
        "contxt=5|did you mean context?"
      })
  void wrongOptionsAreExplained(String options, String message) {
    Map<String, String> given = new java.util.HashMap<>();
    for (String option : options.split(",")) {
      given.put(option.split("=")[0], option.split("=")[1]);
    }
    for (String name : List.of("llama-3.2-1b", "mamba-130m")) {
      assertThatThrownBy(() -> Models.build(name, given))
          .isInstanceOf(WorkloadException.class)
          .hasMessageStartingWith(name)
          .hasMessageContaining(message);
    }
  }
}
