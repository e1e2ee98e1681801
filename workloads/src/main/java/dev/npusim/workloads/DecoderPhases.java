package dev.npusim.workloads;

import dev.npusim.workloads.build.ModelBuilder;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** The two phases of a built-in decoder: a whole prompt, and one token against a cache. */
public record DecoderPhases(Workload prefill, Workload decode) {
  private static final String OPTION = "phase";
  private static final String PREFILL = "prefill";
  private static final String DECODE = "decode";

  /**
   * Both phases with the same other options; empty where {@code model} is no built-in model with an
   * option {@code phase} that can be {@code prefill} and {@code decode}.
   *
   * @param dims options; what they say about the phase is ignored
   * @throws WorkloadException where an option does not exist or has no such value
   */
  public static Optional<DecoderPhases> of(String model, Map<String, String> dims) {
    return Catalog.find(model)
        .filter(DecoderPhases::hasBoth)
        .map(
            builder ->
                new DecoderPhases(phase(builder, dims, PREFILL), phase(builder, dims, DECODE)));
  }

  private static boolean hasBoth(ModelBuilder model) {
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
    return Workloads.load(model.name(), all);
  }
}
