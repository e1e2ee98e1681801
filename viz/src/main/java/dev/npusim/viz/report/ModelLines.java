package dev.npusim.viz.report;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.Precision;
import dev.npusim.ir.RecurrentState;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.viz.text.Units;

/** Where a model comes from, its totals, and how they are counted. */
public final class ModelLines {
  private ModelLines() {}

  public static ImmutableMap<String, String> of(ModelReport report) {
    WorkloadFacts facts = report.facts();
    Work total = report.total();
    Precision precision = report.precision();
    ImmutableMap.Builder<String, String> lines = ImmutableMap.builder();
    lines.put("source", facts.source() + ", " + facts.nodes() + " nodes");
    lines.put("layers", Integer.toString(total.layers()));
    lines.put(
        "parameters",
        parameters(facts.parameters(), total.parameters())
            + ", "
            + Units.bytes(total.weightBytes())
            + " of weights");
    lines.put("MACs", macs(total));
    lines.put("vector work", vectorWork(total));
    if (total.lanes().scan() > 0) {
      lines.put("selective scan", scan(total.lanes()));
    }
    lines.put(
        "activations", Units.bytes(total.activationBytes()) + " in all stored results together");
    if (!report.kvCache().isEmpty()) {
      lines.put("KV cache", kvCache(report.kvCache(), precision));
    }
    if (!report.recurrentState().isEmpty()) {
      lines.put("state", state(report.recurrentState(), precision));
    }
    long constants = constants(report);
    if (constants > 0) {
      lines.put("constants", Units.exact(constants) + " fixed numbers, not counted as parameters");
    }
    lines.put(
        "conventions",
        "1 MAC = 2 OP, attention as full squares; "
            + precision
            + ": weights "
            + precision.weightBits()
            + " bit, activations "
            + precision.activationBits()
            + " bit; 1 KiB = 1024 B");
    if (!facts.notes().isEmpty()) {
      lines.put("notes", String.join("; ", facts.notes()));
    }
    return lines.buildOrThrow();
  }

  /** As the source holds them; a run may hold others, where batch norms were folded. */
  private static String parameters(long source, long run) {
    return source == run
        ? Units.exact(run)
        : Units.exact(source) + " in the source, " + Units.exact(run) + " in the run";
  }

  private static String macs(Work total) {
    String text =
        Units.exact(total.macs())
            + " with attention = "
            + Units.count(2.0 * total.macs())
            + " OP; "
            + Units.exact(total.macsConvLinear())
            + " of convolution and linear only";
    return total.macsCausal() == total.macs()
        ? text
        : text
            + "; "
            + Units.exact(total.macsCausal())
            + " with attention to the keys that causal masks leave visible";
  }

  private static String vectorWork(Work total) {
    String text = Units.count(total.laneOps()) + " lane operations";
    return total.softmaxLaneOps() == 0
        ? text
        : text + ", and " + Units.count(total.softmaxLaneOps()) + " in the softmax of attention";
  }

  private static String kvCache(KvCache cache, Precision precision) {
    long perToken = cache.bytesPerToken(precision);
    String text = Units.exact(perToken) + " B per token";
    return cache.cachedTokens() == 0
        ? text
        : text
            + ", "
            + Units.bytes(cache.cachedBytes(precision))
            + " for "
            + cache.cachedTokens()
            + " cached tokens";
  }

  private static String scan(LaneOps lanes) {
    return Units.exact(lanes.scan())
        + " operations = "
        + SelectiveScan.STATE_LANE_OPS
        + " per token, channel and state; and "
        + Units.exact(lanes.scanSkip())
        + " multiply-adds with D";
  }

  private static String state(RecurrentState state, Precision precision) {
    return Units.exact(state.bytes(precision))
        + " B, recurrent "
        + Units.exact(state.recurrentBytes(precision))
        + " B and convolutions "
        + Units.exact(state.windowBytes(precision))
        + " B, at "
        + precision.activationBits()
        + " bit; "
        + Units.exact(state.publishedBytes())
        + " B with fp32 and fp16, as published";
  }

  private static long constants(ModelReport report) {
    return report.graph().nodes().stream()
        .flatMap(node -> node.inputs().stream())
        .filter(input -> input.kind() == Value.Kind.CONSTANT)
        .distinct()
        .mapToLong(Value::elements)
        .sum();
  }
}
