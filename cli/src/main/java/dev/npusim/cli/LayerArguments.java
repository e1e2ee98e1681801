package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.vector.VectorProblem;
import dev.npusim.workloads.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Which layer: by its dims, or one of a model by its name. */
final class LayerArguments {
  private static final int SUGGESTED = 5;

  static final String FREE_MASK = "The attention's mask is applied for free and not read.";

  /** Inputs of an attention without a mask. */
  private static final int UNMASKED = 3;

  @Parameters(
      paramLabel = "MODEL",
      completionCandidates = Candidates.Models.class,
      arity = "0..1",
      description =
          "A built-in model or a file, as for simulate: all its layers, or the one that --layer"
              + " names.")
  private @Nullable String model;

  @Option(
      names = "--conv",
      paramLabel = "DIMS",
      description =
          "A convolution: K,C output and input channels of all groups, P,Q output rows and columns,"
              + " R,S kernel; N, stride, dilation and groups default to 1 (2x1: rows x columns).")
  private @Nullable String conv;

  @Option(
      names = "--gemm",
      paramLabel = "DIMS",
      description = "A matrix product with a weight: M=,N=,K= with K the reduction.")
  private @Nullable String gemm;

  @Option(
      names = "--bmm",
      paramLabel = "DIMS",
      description = "Products of two activations: B=,M=,N=,K=.")
  private @Nullable String bmm;

  @Option(
      names = "--attention",
      paramLabel = "DIMS",
      description =
          "heads=,queries=,keys=,dim=, and kv_heads=, value_dim=, batch= where they differ: fused or"
              + " not, whichever is better.")
  private @Nullable String attention;

  @Option(
      names = "--causal",
      description =
          "With --attention: each query sees the keys up to its own; blocks nobody sees are"
              + " skipped.")
  private boolean causal;

  @Option(
      names = "--layer",
      paramLabel = "NAME",
      description = "A layer of MODEL by its name (npusim inspect MODEL --json - lists them).")
  private @Nullable String layer;

  @Mixin private ModelOptions options = new ModelOptions();

  /** Whether any layer is named. */
  boolean given() {
    return !ways().isEmpty() || model != null || causal;
  }

  private List<String> ways() {
    List<String> ways = new ArrayList<>();
    add(ways, "--conv", conv);
    add(ways, "--gemm", gemm);
    add(ways, "--bmm", bmm);
    add(ways, "--attention", attention);
    add(ways, "--layer", layer);
    return ways;
  }

  private static void add(List<String> ways, String option, @Nullable String value) {
    if (value != null) {
      ways.add(option);
    }
  }

  /** A model without one of its layers: all of them are meant. */
  MapUse.Source source() {
    if (model != null && ways().isEmpty()) {
      return MapUse.Source.MODEL;
    }
    return layer != null ? MapUse.Source.LAYER : MapUse.Source.SHAPE;
  }

  /** What on the command line names the layer. */
  String asGiven() {
    return ways().isEmpty()
        ? "a MODEL without --layer"
        : ways().get(0) + (layer == null ? "" : " " + layer);
  }

  /** The model of which all layers are meant. */
  Workload workload() {
    if (model == null) {
      throw new IllegalStateException("no model");
    }
    return options.load(model);
  }

  Precision precision() {
    return options.precision();
  }

  MapQuestion question() {
    List<String> ways = ways();
    if (ways.size() > 1) {
      throw new UsageException("map: one layer at a time, not " + String.join(" and ", ways));
    }
    if (model != null && layer == null) {
      throw new UsageException(
          "map "
              + model
              + ": "
              + String.join(" and ", ways)
              + " brings a layer of its own; drop one");
    }
    if (causal && attention == null) {
      throw new UsageException(
          "--causal: only --attention has a mask"
              + (ways.isEmpty() ? "" : ", not " + ways.get(0))
              + "; a model's layers bring their own");
    }
    if (conv != null) {
      return LayerShapes.convolution(conv, options.precision());
    }
    if (gemm != null) {
      return LayerShapes.gemm(gemm, options.precision());
    }
    if (bmm != null) {
      return LayerShapes.bmm(bmm, options.precision());
    }
    if (attention != null) {
      return LayerShapes.attention(attention, causal, options.precision());
    }
    if (layer != null) {
      return ofModel(layer);
    }
    throw new UsageException(
        "map: which layer? --conv, --gemm, --bmm, --attention, a MODEL or --layer NAME of it; see"
            + " npusim map --help");
  }

  private MapQuestion ofModel(String name) {
    if (model == null) {
      throw new UsageException(
          "--layer " + name + ": of which MODEL? npusim map MODEL --layer NAME");
    }
    Workload workload = options.load(model);
    Node node =
        workload.graph().nodes().stream()
            .filter(candidate -> candidate.name().equals(name))
            .findFirst()
            .orElseThrow(() -> unknown(workload, name));
    if (node.op() instanceof View) {
      throw new UsageException(
          "--layer "
              + name
              + ": a "
              + node.op().kind()
              + ", which only shows stored elements in another way: nothing moves, nothing to map");
    }
    Optional<VectorProblem> vector =
        VectorProblem.runsOnVectorUnit(node)
            ? Optional.of(new VectorProblem(node, options.precision()))
            : Optional.empty();
    if (!(node.op() instanceof Contraction contraction)) {
      return new MapQuestion(
          ImmutableList.of(), Optional.empty(), vector, workload.notes(), ImmutableList.of());
    }
    Optional<AttentionProblem> attention =
        contraction instanceof Attention op
            ? Optional.of(AttentionProblem.of(name, op, node.types(), options.precision()))
            : Optional.empty();
    boolean isMasked = attention.isPresent() && node.types().size() > UNMASKED;
    return new MapQuestion(
        attention
            .map(problem -> LayerShapes.products(problem, options.precision()))
            .orElseGet(() -> Layers.of(name, contraction, node.types(), options.precision())),
        attention,
        vector,
        ImmutableList.<String>builder()
            .addAll(workload.notes())
            .addAll(isMasked ? ImmutableList.of(FREE_MASK) : ImmutableList.of())
            .build(),
        attention.map(LayerShapes::unfused).orElse(ImmutableList.of()));
  }

  private static UsageException unknown(Workload workload, String name) {
    List<String> names =
        workload.graph().nodes().stream()
            .filter(node -> !(node.op() instanceof View))
            .map(Node::name)
            .toList();
    List<String> near = NearestName.ranked(name, names, SUGGESTED);
    return new UsageException(
        "--layer "
            + name
            + ": "
            + workload.graph().name()
            + " has no such layer"
            + (near.isEmpty()
                ? "; it has " + names.size() + " that can be mapped, such as " + first(names)
                : "; did you mean " + String.join(" or ", near) + "?"));
  }

  private static String first(List<String> names) {
    return names.isEmpty() ? "none" : names.get(0);
  }

  /**
   * @param widths whether those of operands make a difference
   */
  void describe(CommandText text, boolean widths) {
    if (model != null) {
      text.add(model);
    }
    describe(text, "--conv", conv);
    describe(text, "--gemm", gemm);
    describe(text, "--bmm", bmm);
    describe(text, "--attention", attention);
    if (causal) {
      text.add("--causal");
    }
    describe(text, "--layer", layer);
    options.describe(text);
    if (widths) {
      text.add("--precision", options.precision().toString());
    }
  }

  private static void describe(CommandText text, String option, @Nullable String value) {
    if (value != null) {
      text.add(option, value);
    }
  }
}
