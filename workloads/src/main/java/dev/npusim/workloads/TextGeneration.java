package dev.npusim.workloads;

import com.google.common.collect.ImmutableMap;
import dev.npusim.workloads.build.ModelBuilder;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A language model that reads a prompt and then makes one token after the other: a graph for the
 * prompt, and one per number of tokens read before. A state space model's steps are all alike.
 */
public final class TextGeneration {
  /** Options that follow from what is generated. */
  private static final List<String> GIVEN = List.of("phase", "tokens", "context");

  private final ModelBuilder model;
  private final ImmutableMap<String, String> dims;

  private TextGeneration(ModelBuilder model, ImmutableMap<String, String> dims) {
    this.model = model;
    this.dims = dims;
  }

  /**
   * @param dims options of the model, without those of a phase
   * @return empty where {@code model} is no built-in or configured model with both phases
   * @throws WorkloadException where {@code dims} says what the prompt and the tokens say
   */
  public static Optional<TextGeneration> of(String model, Map<String, String> dims) {
    Optional<ModelBuilder> builder = Workloads.builder(model).filter(DecoderPhases::hasBoth);
    if (builder.isPresent()) {
      for (String option : GIVEN) {
        if (dims.containsKey(option)) {
          throw new WorkloadException(
              "option " + option + " follows from the prompt and the tokens to generate");
        }
      }
    }
    return builder.map(found -> new TextGeneration(found, ImmutableMap.copyOf(dims)));
  }

  /** The built-in models that generate text. */
  public static List<String> names() {
    return Catalog.names().stream()
        .filter(name -> Workloads.builder(name).filter(DecoderPhases::hasBoth).isPresent())
        .toList();
  }

  /**
   * Reads {@code tokens} tokens at once.
   *
   * @throws WorkloadException where an option is wrong
   */
  public Workload prompt(long tokens) {
    return build("prefill", "tokens", tokens);
  }

  /**
   * Reads one token with {@code context} others before it.
   *
   * @throws WorkloadException where an option is wrong
   */
  public Workload step(long context) {
    return build("decode", "context", context);
  }

  /** Whether all steps are alike: what is kept has a size of its own. */
  public boolean isConstant() {
    return !has("context");
  }

  private boolean has(String name) {
    return model.options().stream().anyMatch(option -> option.name().equals(name));
  }

  private Workload build(String phase, String lengthOption, long length) {
    Map<String, String> all = new HashMap<>(dims);
    all.put("phase", phase);
    if (has(lengthOption)) {
      all.put(lengthOption, Long.toString(length));
    }
    return Workloads.build(model, all);
  }
}
