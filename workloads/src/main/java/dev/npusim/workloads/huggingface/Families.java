package dev.npusim.workloads.huggingface;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;
import dev.npusim.workloads.build.Decoder;
import dev.npusim.workloads.build.DecoderConfig;
import dev.npusim.workloads.build.DecoderConfig.FeedForward;
import dev.npusim.workloads.build.DecoderConfig.Heads;
import dev.npusim.workloads.build.DecoderConfig.Vocabulary;
import dev.npusim.workloads.build.DecoderConfig.Wiring;
import dev.npusim.workloads.build.LanguageModel;
import dev.npusim.workloads.build.StateSpaceConfig;
import dev.npusim.workloads.build.StateSpaceModel;
import dev.npusim.workloads.build.TextEncoder;
import dev.npusim.workloads.build.TextEncoderConfig;
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

  private Families() {}

  private static LanguageModel llama(ConfigKeys keys) {
    boolean bias = keys.flag("attention_bias", false);
    return gated(keys, bias, bias, keys.flag("mlp_bias", false));
  }

  private static LanguageModel qwen2(ConfigKeys keys) {
    return gated(keys, true, false, false);
  }

  private static LanguageModel mistral(ConfigKeys keys) {
    return gated(keys, false, false, false);
  }

  /** Llama and what is wired like it. */
  private static LanguageModel gated(
      ConfigKeys keys, boolean bias, boolean outputBias, boolean innerBias) {
    int size = headSize(keys);
    return decoder(
        keys,
        heads(keys, size, 1, bias, outputBias, 1 / Math.sqrt(size), 0),
        feedForward(keys, "hidden_act", true, innerBias),
        Wiring.SEQUENTIAL,
        Normalization.rms(keys.number("rms_norm_eps", 1e-6)),
        new Vocabulary(
            keys.size("vocab_size"), keys.flag("tie_word_embeddings", false), false, 1, 0));
  }

  private static LanguageModel gemma2(ConfigKeys keys) {
    boolean bias = keys.flag("attention_bias", false);
    int size = keys.count("head_dim", 256);
    double scale = 1 / Math.sqrt(keys.number("query_pre_attn_scalar", 256));
    double cap = keys.cap("attn_logit_softcapping", 50);
    String activation = keys.has("hidden_activation") ? "hidden_activation" : "hidden_act";
    return decoder(
        keys,
        heads(keys, size, 1, bias, bias, scale, cap),
        feedForward(keys, activation, true, false),
        Wiring.SANDWICH,
        Normalization.rms(keys.number("rms_norm_eps", 1e-6)),
        new Vocabulary(
            keys.size("vocab_size"),
            keys.flag("tie_word_embeddings", true),
            false,
            Math.sqrt(keys.size("hidden_size")),
            keys.cap("final_logit_softcapping", 30)));
  }

  private static LanguageModel phi(ConfigKeys keys) {
    if (keys.flag("qk_layernorm", false)) {
      throw keys.unsupported("qk_layernorm", "norms of queries and keys are not supported");
    }
    int size = headSize(keys);
    return decoder(
        keys,
        heads(keys, size, 0.5, true, true, 1 / Math.sqrt(size), 0),
        feedForward(keys, "hidden_act", false, true),
        Wiring.PARALLEL,
        Normalization.layer(keys.number("layer_norm_eps", 1e-5)),
        new Vocabulary(
            keys.size("vocab_size"), keys.flag("tie_word_embeddings", false), true, 1, 0));
  }

  private static LanguageModel decoder(
      ConfigKeys keys,
      Heads heads,
      FeedForward feedForward,
      Wiring wiring,
      Normalization norm,
      Vocabulary vocabulary) {
    return new Decoder(
        new DecoderConfig(
            keys.layers("num_hidden_layers"),
            keys.size("hidden_size"),
            heads,
            feedForward,
            wiring,
            norm,
            vocabulary,
            keys.size("max_position_embeddings", 2048),
            window(keys)));
  }

  private static long window(ConfigKeys keys) {
    long window = keys.size("sliding_window", 0);
    return keys.flag("use_sliding_window", true) ? window : 0;
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
   * @param rotary the part of a head that is rotated where the file does not say
   */
  private static Heads heads(
      ConfigKeys keys,
      int size,
      double rotary,
      boolean bias,
      boolean outputBias,
      double scale,
      double softcap) {
    int count = keys.count("num_attention_heads");
    int kvCount = keys.count("num_key_value_heads", count);
    if (count % kvCount != 0) {
      throw keys.unsupported(
          "num_key_value_heads", "num_attention_heads " + count + " is not a multiple of it");
    }
    int rotated = (int) (size * keys.number("partial_rotary_factor", rotary));
    if (rotated < 2 || rotated > size || rotated % 2 != 0) {
      throw keys.unsupported(
          "partial_rotary_factor",
          rotated + " of " + size + " features of a head would be rotated; they go in pairs");
    }
    return new Heads(count, kvCount, size, rotated, bias, outputBias, scale, softcap);
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
