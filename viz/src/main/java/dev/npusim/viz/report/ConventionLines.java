package dev.npusim.viz.report;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.Options;
import dev.npusim.viz.text.Units;

/** The model, the precision, and how things are counted. */
public final class ConventionLines {
  private ConventionLines() {}

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
        precision
            + ": weights "
            + precision.weightBits()
            + " bit, activations "
            + precision.activationBits()
            + " bit, MACs in "
            + workload.macFormat()
            + (precision.macFormat().equals(workload.macFormat())
                ? ""
                : " (the chip has no unit for " + precision.macFormat() + ")")
            + ", partial sums 32 bit");
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
            + Json.lower(options.objective())
            + ", effort "
            + Json.lower(options.effort())
            + ", skips "
            + Json.lower(options.skips())
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
