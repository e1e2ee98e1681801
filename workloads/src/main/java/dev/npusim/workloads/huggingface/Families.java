package dev.npusim.workloads.huggingface;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.build.Decoder;
import dev.npusim.workloads.build.DecoderConfig;
import dev.npusim.workloads.build.DecoderConfig.FeedForward;
import dev.npusim.workloads.build.DecoderConfig.Heads;
import dev.npusim.workloads.build.DecoderConfig.Projections;
import dev.npusim.workloads.build.DecoderConfig.Vocabulary;
import dev.npusim.workloads.build.DecoderConfig.Wiring;
import dev.npusim.workloads.build.LanguageModel;
import dev.npusim.workloads.build.StateSpaceConfig;
import dev.npusim.workloads.build.StateSpaceModel;
import dev.npusim.workloads.build.TextEncoder;
import dev.npusim.workloads.build.TextEncoderConfig;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * What the keys of each {@code model_type} mean; defaults are those of transformers' configuration
 * classes. Sizes have no defaults here: a file that does not state them is not of the family.
 */
final class Families {
  static final ImmutableMap<String, Function<ConfigKeys, LanguageModel>> ALL =
      ImmutableMap.<String, Function<ConfigKeys, LanguageModel>>builder()
          .put("bert", Families::bert)
          .put("gemma2", Families::gemma2)
          .put("llama", Families::llama)
          .put("mamba", Families::mamba)
          .put("mistral", Families::mistral)
          .put("phi", Families::phi)
          .put("phi3", Families::phi3)
          .put("qwen2", Families::qwen2)
          .buildOrThrow();

  private static final ImmutableMap<String, Unary.Function> ACTIVATIONS =
      ImmutableMap.<String, Unary.Function>builder()
          .put("gelu", Unary.Function.GELU)
          .put("gelu_new", Unary.Function.GELU_TANH)
          .put("gelu_fast", Unary.Function.GELU_TANH)
          .put("gelu_pytorch_tanh", Unary.Function.GELU_TANH)
          .put("quick_gelu", Unary.Function.QUICK_GELU)
          .put("relu", Unary.Function.RELU)
          .put("silu", Unary.Function.SILU)
          .put("swish", Unary.Function.SILU)
          .buildOrThrow();

  /** Those of transformers, and what Phi-3 first called longrope. */
  private static final ImmutableSet<String> ROPE_TYPES =
      ImmutableSet.of("default", "dynamic", "linear", "llama3", "longrope", "su", "yarn");

  private Families() {}

  private static LanguageModel llama(ConfigKeys keys) {
    boolean bias = keys.flag("attention_bias", false);
    return gated(
        keys,
        0,
        bias,
        bias,
        keys.flag("mlp_bias", false),
        (all, count) -> SlidingWindows.none(count));
  }

  private static LanguageModel qwen2(ConfigKeys keys) {
    return gated(keys, 32, true, false, false, SlidingWindows::qwen2);
  }

  private static LanguageModel mistral(ConfigKeys keys) {
    return gated(keys, 8, false, false, false, SlidingWindows::mistral);
  }

  /** Wired like Llama, with linear layers that read the same joined into one. */
  private static LanguageModel phi3(ConfigKeys keys) {
    if (keys.isTrue("attention_bias")) {
      throw keys.unsupported("attention_bias", "Phi-3 has none");
    }
    int size = headSize(keys);
    return decoder(
        keys,
        heads(keys, size, 0, 1, false, false, 1 / Math.sqrt(size), 0),
        feedForward(keys, "hidden_act", true, false),
        Projections.FUSED,
        Wiring.SEQUENTIAL,
        Normalization.rms(keys.number("rms_norm_eps", 1e-5)),
        new Vocabulary(
            keys.size("vocab_size"), keys.flag("tie_word_embeddings", false), false, 1, 0),
        SlidingWindows.phi3(keys, layers(keys)));
  }

  /** Llama and what is wired like it. */
  private static LanguageModel gated(
      ConfigKeys keys,
      int kvHeads,
      boolean bias,
      boolean outputBias,
      boolean innerBias,
      BiFunction<ConfigKeys, Integer, ImmutableList<Long>> windows) {
    int size = headSize(keys);
    return decoder(
        keys,
        heads(keys, size, kvHeads, 1, bias, outputBias, 1 / Math.sqrt(size), 0),
        feedForward(keys, "hidden_act", true, innerBias),
        Projections.SEPARATE,
        Wiring.SEQUENTIAL,
        Normalization.rms(keys.number("rms_norm_eps", 1e-6)),
        new Vocabulary(
            keys.size("vocab_size"), keys.flag("tie_word_embeddings", false), false, 1, 0),
        windows.apply(keys, layers(keys)));
  }

  private static LanguageModel gemma2(ConfigKeys keys) {
    boolean bias = keys.flag("attention_bias", false);
    int size = keys.count("head_dim", 256);
    double scale = 1 / Math.sqrt(keys.number("query_pre_attn_scalar", 256));
    double cap = keys.cap("attn_logit_softcapping", 50);
    String activation = keys.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    return decoder(
        keys,
        heads(keys, size, 4, 1, bias, bias, scale, cap),
        feedForward(keys, activation, true, false),
        Projections.SEPARATE,
        Wiring.SANDWICH,
        Normalization.rms(keys.number("rms_norm_eps", 1e-6)),
        new Vocabulary(
            keys.size("vocab_size"),
            keys.flag("tie_word_embeddings", true),
            false,
            Math.sqrt(keys.size("hidden_size")),
            keys.cap("final_logit_softcapping", 30)),
        SlidingWindows.gemma2(keys, layers(keys)));
  }

  private static LanguageModel phi(ConfigKeys keys) {
    if (keys.isTrue("qk_layernorm")) {
      throw keys.unsupported("qk_layernorm", "norms of queries and keys are not supported");
    }
    int size = headSize(keys);
    return decoder(
        keys,
        heads(keys, size, 0, 0.5, true, true, 1 / Math.sqrt(size), 0),
        feedForward(keys, "hidden_act", false, true),
        Projections.SEPARATE,
        Wiring.PARALLEL,
        Normalization.layer(keys.number("layer_norm_eps", 1e-5)),
        new Vocabulary(
            keys.size("vocab_size"), keys.flag("tie_word_embeddings", false), true, 1, 0),
        SlidingWindows.none(layers(keys)));
  }

  private static LanguageModel decoder(
      ConfigKeys keys,
      Heads heads,
      FeedForward feedForward,
      Projections projections,
      Wiring wiring,
      Normalization norm,
      Vocabulary vocabulary,
      ImmutableList<Long> windows) {
    checkRope(keys);
    return new Decoder(
        new DecoderConfig(
            layers(keys),
            keys.size("hidden_size"),
            heads,
            feedForward,
            projections,
            wiring,
            norm,
            vocabulary,
            keys.size("max_position_embeddings", 2048),
            windows));
  }

  private static int layers(ConfigKeys keys) {
    return keys.layers("num_hidden_layers");
  }

  /** How positions are scaled changes the rotary tables, not the work; it has to be known still. */
  private static void checkRope(ConfigKeys keys) {
    for (String key : List.of("rope_scaling", "rope_parameters")) {
      String type = keys.textIn(key, "rope_type", "type");
      if (type != null && !ROPE_TYPES.contains(type)) {
        throw keys.unsupported(
            key, "not a known scaling of positions" + NearestName.hint(type, ROPE_TYPES));
      }
    }
  }

  /** {@code head_dim}, or an equal part of the features. */
  private static int headSize(ConfigKeys keys) {
    if (keys.has("head_dim")) {
      return keys.count("head_dim");
    }
    int hidden = keys.count("hidden_size");
    int heads = keys.count("num_attention_heads");
    if (hidden % heads != 0) {
      throw keys.unsupported(
          "num_attention_heads", "hidden_size " + hidden + " is not a multiple of it");
    }
    return hidden / heads;
  }

  /**
   * @param kvHeads key/value heads where the file does not say; 0 for as many as queries
   * @param rotary the part of a head that is rotated where the file does not say
   */
  private static Heads heads(
      ConfigKeys keys,
      int size,
      int kvHeads,
      double rotary,
      boolean bias,
      boolean outputBias,
      double scale,
      double softcap) {
    int count = keys.count("num_attention_heads");
    int kvCount = kvHeads(keys, kvHeads == 0 ? count : kvHeads);
    if (count % kvCount != 0) {
      throw keys.unsupported(
          "num_key_value_heads",
          "num_attention_heads "
              + count
              + " is not a multiple of "
              + (keys.has("num_key_value_heads") ? "it" : "its default, " + kvCount));
    }
    int rotated = (int) (size * keys.numberIn("rope_parameters", "partial_rotary_factor", rotary));
    if (rotated < 2 || rotated > size || rotated % 2 != 0) {
      String key =
          keys.has("partial_rotary_factor")
              ? "partial_rotary_factor"
              : keys.has("head_dim") ? "head_dim" : "num_attention_heads";
      throw keys.unsupported(
          key, rotated + " of " + size + " features of a head would be rotated; they go in pairs");
    }
    return new Heads(count, kvCount, size, rotated, bias, outputBias, scale, softcap);
  }

  /** As many as the file says; null for as many as queries, as transformers reads it. */
  private static int kvHeads(ConfigKeys keys, int otherwise) {
    return keys.isNull("num_key_value_heads")
        ? keys.count("num_attention_heads")
        : keys.count("num_key_value_heads", otherwise);
  }

  private static FeedForward feedForward(
      ConfigKeys keys, String activation, boolean gated, boolean bias) {
    return new FeedForward(
        keys.size("intermediate_size"), activation(keys, activation), gated, bias);
  }

  private static Unary.Function activation(ConfigKeys keys, String key) {
    Unary.Function function = ACTIVATIONS.get(keys.text(key));
    if (function == null) {
      throw keys.unsupported(
          key, "not a known activation" + NearestName.hint(keys.text(key), ACTIVATIONS.keySet()));
    }
    return function;
  }

  private static LanguageModel bert(ConfigKeys keys) {
    String positions = keys.text("position_embedding_type", "absolute");
    if (!positions.equals("absolute")) {
      throw keys.unsupported("position_embedding_type", "only absolute positions are supported");
    }
    int heads = keys.count("num_attention_heads");
    long hidden = keys.size("hidden_size");
    if (hidden % heads != 0) {
      throw keys.unsupported(
          "num_attention_heads", "hidden_size " + hidden + " is not a multiple of it");
    }
    return new TextEncoder(
        new TextEncoderConfig(
            keys.layers("num_hidden_layers"),
            hidden,
            heads,
            keys.size("intermediate_size"),
            activation(keys, "hidden_act"),
            Normalization.layer(keys.number("layer_norm_eps", 1e-12)),
            keys.size("vocab_size"),
            keys.size("max_position_embeddings"),
            keys.size("type_vocab_size", 2)));
  }

  private static LanguageModel mamba(ConfigKeys keys) {
    if (activation(keys, "hidden_act") != Unary.Function.SILU) {
      throw keys.unsupported("hidden_act", "only silu is supported");
    }
    long hidden = keys.size("hidden_size");
    long channels = keys.size("intermediate_size", hidden * keys.size("expand", 2));
    return new StateSpaceModel(
        new StateSpaceConfig(
            keys.layers("num_hidden_layers"),
            hidden,
            channels,
            keys.size("state_size"),
            keys.count("conv_kernel"),
            rank(keys, hidden),
            keys.flag("use_conv_bias", true),
            keys.flag("use_bias", false),
            Normalization.rms(keys.number("layer_norm_epsilon", 1e-5)),
            keys.size("vocab_size"),
            keys.flag("tie_word_embeddings", true)));
  }

  /** A number, or {@code auto}: a sixteenth of the features, rounded up. */
  private static long rank(ConfigKeys keys, long hidden) {
    return keys.isText("time_step_rank") && keys.text("time_step_rank").equals("auto")
        ? (hidden + 15) / 16
        : keys.size("time_step_rank");
  }
}
