package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Fusion;
import dev.npusim.ir.Graph;
import dev.npusim.ir.KvCache;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.RecurrentState;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.View;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Immutable view of one model before any chip, from which every table, file and picture of it is
 * drawn.
 *
 * @param precision at which all bytes are stated
 * @param sources what became of every node of the source
 * @param runs consecutive layers of one part of the model
 * @param layers work of each layer
 * @param stages work of these parts by name, in order of first appearance
 * @param blocks work by block of the layers, in order of first appearance; a stage is one or
 *     several
 * @param classes work by class of operation, in order of first appearance
 * @param curves the four memory curves, those that depend on it in every fusion mode
 * @param residuals tensors that wait for a late reader, the largest first
 */
public record ModelReport(
    Graph graph,
    WorkloadFacts facts,
    Precision precision,
    ImmutableList<SourceNode> sources,
    ImmutableList<Blocks.Run> runs,
    Work total,
    ImmutableList<Work> layers,
    ImmutableMap<String, Work> stages,
    ImmutableMap<String, Work> blocks,
    ImmutableMap<String, Work> classes,
    ImmutableList<ModelCurve> curves,
    ImmutableList<Residual> residuals,
    KvCache kvCache,
    RecurrentState recurrentState) {

  /**
   * @param sources of the file the graph came from; empty where the graph is the source
   */
  public static ModelReport of(
      Graph graph, WorkloadFacts facts, ImmutableList<SourceNode> sources, Precision precision) {
    List<Node> nodes = graph.nodes();
    List<Blocks.Run> runs = Blocks.of(nodes.size(), index -> nodes.get(index).block());
    ImmutableMap.Builder<String, String> stageOf = ImmutableMap.builder();
    for (Blocks.Run run : runs) {
      nodes.subList(run.begin(), run.end()).forEach(node -> stageOf.put(node.name(), run.name()));
    }
    ImmutableMap<String, String> stage = stageOf.buildOrThrow();
    return new ModelReport(
        graph,
        facts,
        precision,
        marked(sources.isEmpty() ? own(graph) : sources, graph),
        ImmutableList.copyOf(runs),
        Work.of(nodes, precision),
        Work.each(nodes, precision),
        Work.by(graph, precision, node -> stage.getOrDefault(node.name(), "")),
        Work.by(graph, precision, Node::block),
        Work.by(graph, precision, OpClass::of),
        ModelCurve.of(graph, precision),
        Residual.of(graph, precision),
        KvCache.of(graph),
        RecurrentState.of(graph));
  }

  private static ImmutableList<SourceNode> own(Graph graph) {
    return graph.nodes().stream()
        .map(
            node ->
                new SourceNode(
                    node.name(),
                    node.op().kind(),
                    node.op() instanceof View ? "view" : "costed",
                    node.name(),
                    ""))
        .collect(ImmutableList.toImmutableList());
  }

  /** Says of every node that became an operation of which only the cost is modelled that it did. */
  private static ImmutableList<SourceNode> marked(ImmutableList<SourceNode> sources, Graph graph) {
    Map<String, Other> others = new HashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Other other) {
        others.put(node.name(), other);
      }
    }
    return sources.stream()
        .map(
            source -> {
              Other other = others.get(source.target());
              return other == null
                  ? source
                  : new SourceNode(
                      source.name(),
                      source.op(),
                      SourceNode.APPROXIMATED,
                      source.target(),
                      other.basis());
            })
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * The curve of a quantity.
   *
   * @param fusion ignored where it makes no difference
   */
  public ModelCurve curve(ModelCurve.Quantity quantity, @Nullable Fusion fusion) {
    return curves.stream()
        .filter(curve -> curve.quantity() == quantity)
        .filter(curve -> curve.fusion() == null || curve.fusion() == fusion)
        .findFirst()
        .orElseThrow();
  }

  /**
   * The fusion modes that differ for this model, the last one being how its nodes run: a model
   * without attention and gates has but one.
   */
  public ImmutableList<Fusion> fusions() {
    ImmutableList.Builder<Fusion> modes = ImmutableList.builder();
    Fusion[] all = Fusion.values();
    for (int mode = 0; mode < all.length; mode++) {
      Fusion one = all[mode];
      @Nullable Fusion next = mode + 1 < all.length ? all[mode + 1] : null;
      if (next == null
          || graph.nodes().stream().anyMatch(n -> one.operations(n) != next.operations(n))) {
        modes.add(one);
      }
    }
    return modes.build();
  }

  /** The stage that the layer at a position belongs to. */
  public String stage(int position) {
    return runs.stream()
        .filter(run -> run.begin() <= position && position < run.end())
        .findFirst()
        .orElseThrow()
        .name();
  }

  /** Name of the layer at which a curve is highest; empty where it is zero throughout. */
  public String peakLayer(ModelCurve curve) {
    MemoryCurve.Peak peak = curve.memory().peak();
    return peak.amount() == 0 ? "" : graph.nodes().get(peak.position()).name();
  }

  public OperatorCoverage coverage() {
    return OperatorCoverage.of(graph, sources, precision);
  }
}
