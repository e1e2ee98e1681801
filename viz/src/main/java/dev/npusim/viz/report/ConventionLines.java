package dev.npusim.viz.report;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.Options;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The model, the precision, and how things are counted. */
public final class ConventionLines {
  private ConventionLines() {}

  /** What the run says about zeros, and what the chip makes of it. */
  private static Optional<String> zeros(Precision asked, Precision used) {
    List<String> parts = new ArrayList<>();
    if (!asked.weights().isDense()) {
      parts.add(
          "weights are "
              + asked.weights()
              + (used.weights().isDense()
                  ? ", which this array does not skip (array.sparsity): stored and multiplied as"
                      + " dense ones"
                  : ": only what is kept is stored, with "
                      + used.weights().indexBits()
                      + " bits each for its place, and multiplied; not in attention and grouped"
                      + " convolutions"));
    }
    if (asked.zeros() > 0) {
      parts.add(
          Units.percent(asked.zeros())
              + " of the activations that meet weights are zero"
              + (used.zeros() > 0
                  ? ": their MACs take their cycle but no energy"
                  : ", which this array does not gate (array.zero_gating): each costs a MAC"));
    }
    return parts.isEmpty() ? Optional.empty() : Optional.of(String.join("; ", parts));
  }

  public static ImmutableMap<String, String> of(Result result) {
    Result.Workload workload = result.workload();
    WorkloadFacts facts = workload.facts();
    Precision precision = workload.precision();
    Options options = result.options();
    ImmutableMap.Builder<String, String> lines = ImmutableMap.builder();
    lines.put(
        "model",
        facts.name()
            + " from "
            + facts.source()
            + ": "
            + facts.nodes()
            + " nodes in the source, "
            + result.layers().size()
            + " layers, "
            + Units.count(facts.parameters())
            + " parameters");
    lines.put(
        "precision",
        precision.widths()
            + ": weights "
            + precision.weightBits()
            + " bit, activations "
            + precision.activationBits()
            + " bit, MACs in "
            + workload.macFormat()
            + (precision.macFormat().equals(workload.macFormat())
                ? ""
                : precision.hasNarrowWeights()
                    ? " (the array has no unit for "
                        + precision.macFormat()
                        + ": the vector unit widens weights first)"
                    : " (the chip has no unit for " + precision.macFormat() + ")")
            + ", partial sums 32 bit");
    zeros(options.precision(), precision).ifPresent(text -> lines.put("zeros", text));
    lines.put(
        "MACs",
        Units.count(workload.macs())
            + " with attention, "
            + Units.count(workload.macsConvLinear())
            + " of convolution and linear only; 1 MAC = 2 OP");
    lines.put("units", "GB/s is decimal (10^9 B/s); 1 KiB = 1024 B");
    lines.put(
        "asked for",
        "lowest "
            + Json.lower(options.goal())
            + ", effort "
            + Json.lower(options.effort())
            + ", skips "
            + Json.lower(options.skips())
            + FusionLines.asked(result)
            + ", seed "
            + options.seed());
    if (!facts.coverage().isEmpty()) {
      lines.put("coverage", String.join("; ", facts.coverage()));
    }
    if (!facts.notes().isEmpty()) {
      lines.put("notes", String.join("; ", facts.notes()));
    }
    return lines.buildOrThrow();
  }
}
