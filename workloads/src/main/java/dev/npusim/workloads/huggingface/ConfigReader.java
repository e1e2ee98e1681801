package dev.npusim.workloads.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.json.JsonText;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.build.LanguageModel;
import dev.npusim.workloads.build.TextEncoder;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads a Hugging Face {@code config.json}: which family, which sizes. Keys that nothing here needs
 * are listed in a note; those that would change the cost in a way that is not modelled are errors.
 */
final class ConfigReader {
  private static final List<String> EXPERTS =
      List.of("num_experts", "num_local_experts", "n_routed_experts", "moe_num_experts");

  /** Say what a file is or how a program treats it, not what the model computes. */
  private static final ImmutableSet<String> ABOUT_THE_FILE =
      ImmutableSet.of("_name_or_path", "torch_dtype", "dtype", "transformers_version");

  /**
   * What a file describes.
   *
   * @param assumptions defaults that were taken, as {@code key value}
   */
  record Description(
      LanguageModel model,
      @Nullable String name,
      ImmutableList<String> notes,
      ImmutableList<String> assumptions) {}

  private final ConfigKeys keys;
  private final ImmutableList.Builder<String> notes = ImmutableList.builder();

  private ConfigReader(ConfigKeys keys) {
    this.keys = keys;
  }

  /**
   * @param place the file, for messages
   * @throws WorkloadException naming the place and the key
   */
  static Description read(String place, String text) {
    JsonNode document = JsonText.parse(place, text, WorkloadException::new);
    return new ConfigReader(new ConfigKeys(place, document)).describe();
  }

  private Description describe() {
    String family = family();
    Function<ConfigKeys, LanguageModel> reader = Families.ALL.get(family);
    if (reader == null) {
      throw new WorkloadException(
          keys.place()
              + ": model type "
              + Excerpt.quoted(family)
              + " is not supported"
              + NearestName.of(family, Families.ALL.keySet())
                  .map(near -> "; the nearest is " + near)
                  .orElse("")
              + "; supported: "
              + String.join(", ", Families.ALL.keySet()));
    }
    EXPERTS.forEach(this::noExperts);
    no("is_encoder_decoder", "encoder-decoder models are not supported");
    no("add_cross_attention", "cross-attention is not supported");
    LanguageModel model = reader.apply(keys);
    checkHead(model);
    if (keys.has("quantization_config")) {
      notes.add("quantization_config is not read: the run's precision says the widths");
    }
    String name = keys.has("_name_or_path") ? keys.text("_name_or_path") : "";
    ImmutableList<String> unread =
        keys.leftOver().stream()
            .filter(key -> !ABOUT_THE_FILE.contains(key))
            .collect(ImmutableList.toImmutableList());
    if (!unread.isEmpty()) {
      notes.add(
          Excerpt.message("keys of the file that were not needed: " + String.join(", ", unread)));
    }
    return new Description(
        model,
        name.isEmpty() ? null : name.replaceAll("^.*/", ""),
        notes.build(),
        keys.assumptions());
  }

  /** {@code model_type}, or what {@code architectures} begins with. */
  private String family() {
    String architecture = keys.first("architectures");
    String named = architecture == null ? "" : family(architecture);
    if (keys.has("model_type")) {
      String type = keys.text("model_type");
      if (architecture != null && !named.equals(type)) {
        notes.add(
            "read as model_type %s; architectures says %s, which is another family"
                .formatted(Excerpt.of(type), Excerpt.of(architecture)));
      }
      return type;
    }
    if (architecture == null) {
      throw new WorkloadException(
          keys.place()
              + ": neither \"model_type\" nor \"architectures\" says what this is; expected the"
              + " config.json of a model of transformers, of type "
              + String.join(", ", Families.ALL.keySet()));
    }
    return named;
  }

  /** {@code llama} of {@code LlamaForCausalLM}. */
  private static String family(String architecture) {
    return architecture.replaceAll("(For[A-Z].*|Model)$", "").toLowerCase(Locale.ROOT);
  }

  private void noExperts(String key) {
    if (keys.has(key) && keys.size(key) > 1) {
      throw keys.unsupported(key, "mixtures of experts are not supported");
    }
  }

  private void no(String key, String why) {
    if (keys.isTrue(key)) {
      throw keys.unsupported(key, why);
    }
  }

  /** A generator has the head that predicts a token; of an encoder's heads none is built. */
  private void checkHead(LanguageModel model) {
    String architecture = keys.first("architectures");
    if (architecture == null) {
      return;
    }
    if (!(model instanceof TextEncoder)) {
      if (!architecture.endsWith("ForCausalLM")) {
        throw keys.unsupported("architectures", "only models \"ForCausalLM\" are supported");
      }
    } else if (!architecture.endsWith("Model")) {
      notes.add(
          architecture
              + " has a head on top of the encoder and its pooler; it is not part of this");
    }
  }
}
