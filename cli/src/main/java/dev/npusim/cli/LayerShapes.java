package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import java.util.List;
import java.util.Optional;

/** Layers by their dims, as the options of {@code map} give them. */
final class LayerShapes {
  /** More, times any other dim, could overflow. */
  private static final long MOST_BATCH = 1_000_000;

  private LayerShapes() {}

  /** K and C are those of all groups, as models write them. */
  static MapQuestion convolution(String text, Precision precision) {
    DimsOption dims =
        new DimsOption(
            "--conv",
            text,
            List.of("K", "C", "P", "Q", "R", "S"),
            List.of("N", "stride", "dilation", "groups"));
    long groups = dims.get("groups", 1);
    long k = perGroup(dims, "K", groups);
    long c = perGroup(dims, "C", groups);
    long[] stride = dims.pair("stride");
    long[] dilation = dims.pair("dilation");
    LoopNest.Conv nest =
        new LoopNest.Conv(
            dims.get("N", 1),
            groups,
            k,
            c,
            dims.get("P"),
            dims.get("Q"),
            dims.get("R"),
            dims.get("S"));
    return new MapQuestion(
        ImmutableList.of(
            Layers.convolution(
                "conv",
                nest,
                new Layers.Slide(stride[0], dilation[0]),
                new Layers.Slide(stride[1], dilation[1]),
                precision)),
        groups == 1
            ? ImmutableList.of()
            : ImmutableList.of(
                "K and C of --conv count all " + groups + " groups; those shown are of one."));
  }

  private static long perGroup(DimsOption dims, String name, long groups) {
    long all = dims.get(name);
    if (all % groups != 0) {
      throw new UsageException(
          "--conv: " + name + "=" + all + " is not divisible by groups=" + groups);
    }
    return all / groups;
  }

  static MapQuestion gemm(String text, Precision precision) {
    DimsOption dims = new DimsOption("--gemm", text, List.of("M", "N", "K"), List.of());
    return MapQuestion.of(
        Layers.gemm("gemm", dims.get("M"), dims.get("N"), dims.get("K"), precision));
  }

  static MapQuestion bmm(String text, Precision precision) {
    DimsOption dims = new DimsOption("--bmm", text, List.of("B", "M", "N", "K"), List.of());
    return MapQuestion.of(
        Layers.bmm("bmm", dims.get("B"), dims.get("M"), dims.get("N"), dims.get("K"), precision));
  }

  /**
   * Two batched products over key/value heads: the query heads that share one stand below each
   * other in M, so that keys and values are loaded once for all of them.
   */
  static MapQuestion attention(String text, boolean causal, Precision precision) {
    DimsOption dims =
        new DimsOption(
            "--attention",
            text,
            List.of("heads", "queries", "keys", "dim"),
            List.of("kv_heads", "value_dim", "batch"));
    long heads = dims.get("heads");
    long kvHeads = dims.get("kv_heads", heads);
    if (heads % kvHeads != 0) {
      throw new UsageException(
          "--attention: heads=" + heads + " is not divisible by kv_heads=" + kvHeads);
    }
    long batch = dims.get("batch", 1);
    if (batch > MOST_BATCH) {
      throw new UsageException(
          "--attention: batch=" + batch + ": expected a whole number from 1 to " + MOST_BATCH);
    }
    AttentionProblem problem =
        new AttentionProblem(
            "attention",
            batch * kvHeads,
            heads / kvHeads,
            dims.get("queries"),
            dims.get("keys"),
            dims.get("dim"),
            dims.get("value_dim", dims.get("dim")),
            causal,
            Attention.SOFTMAX_LANE_OPS,
            precision.activationBits(),
            precision.activationFormat());
    return new MapQuestion(
        products(problem, precision),
        Optional.of(problem),
        Optional.empty(),
        ImmutableList.of(),
        unfused(problem));
  }

  /** Scores and values, each over key/value heads and the rows of all heads that share one. */
  static ImmutableList<Layer> products(AttentionProblem problem, Precision precision) {
    long heads = problem.kvHeads();
    long rows = problem.sharing() * problem.queries();
    long keys = problem.keys();
    String name = problem.name();
    return ImmutableList.of(
        Layers.bmm(name + ".scores", heads, rows, keys, problem.headDim(), precision),
        Layers.bmm(name + ".values", heads, rows, problem.valueDim(), keys, precision));
  }

  /** What is to be said where an attention is mapped as two products. */
  static ImmutableList<String> unfused(AttentionProblem problem) {
    ImmutableList.Builder<String> notes = ImmutableList.<String>builder().add(UNFUSED);
    notes.add(
        problem.sharing() == 1
            ? "No heads share keys and values: each head has products of its own."
            : "M counts the queries of the "
                + problem.sharing()
                + " heads that share a key/value head, which is loaded once for them.");
    if (problem.causal()) {
      notes.add("The causal mask is not used here: all scores are computed.");
    }
    return notes.build();
  }

  /** Said wherever an attention is mapped as two products. */
  static final String UNFUSED =
      "Attention is mapped here as two products whose scores travel through the memories between"
          + " them; the softmax is not counted.";
}
