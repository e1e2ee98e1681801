package dev.npusim.workloads;

import dev.npusim.workloads.build.ModelBuilder;
import dev.npusim.workloads.build.Option;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The two phases of a language model: a whole prompt, and one token after what was read before. */
public record DecoderPhases(Workload prefill, Workload decode) {
  private static final String OPTION = "phase";
  private static final String PREFILL = "prefill";
  private static final String DECODE = "decode";

  /**
   * Both phases with the same other options; empty where {@code model} is no built-in or configured
   * model with an option {@code phase} that can be {@code prefill} and {@code decode}.
   *
   * @param dims options; what they say about the phase is ignored, and what matters in one phase
   *     only is left out of the other
   * @throws WorkloadException where an option does not exist or has no such value
   */
  public static Optional<DecoderPhases> of(String model, Map<String, String> dims) {
    return Workloads.builder(model)
        .filter(DecoderPhases::hasBoth)
        .map(
            builder ->
                new DecoderPhases(phase(builder, dims, PREFILL), phase(builder, dims, DECODE)));
  }

  static boolean hasBoth(ModelBuilder model) {
    return model.options().stream()
        .anyMatch(
            option ->
                option.name().equals(OPTION)
                    && option.check().allows(PREFILL)
                    && option.check().allows(DECODE));
  }

  private static Workload phase(ModelBuilder model, Map<String, String> dims, String phase) {
    Map<String, String> all = new HashMap<>(dims);
    all.put(OPTION, phase);
    for (Option option : model.options()) {
      if (option.condition().filter(other -> isOtherPhase(other, phase)).isPresent()) {
        all.remove(option.name());
      }
    }
    return Workloads.build(model, all);
  }

  private static boolean isOtherPhase(Option.Condition condition, String phase) {
    return condition.option().equals(OPTION) && !condition.value().equals(phase);
  }
}
