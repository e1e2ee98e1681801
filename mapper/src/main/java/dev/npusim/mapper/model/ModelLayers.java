package dev.npusim.mapper.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What of a model can be mapped, and what cannot.
 *
 * @param distinct in order of first appearance
 * @param unmapped by kind, those with the most work first
 */
public record ModelLayers(ImmutableList<ModelLayer> distinct, ImmutableList<Unmapped> unmapped) {
  /** Inputs of an attention without a mask. */
  private static final int UNMASKED = 3;

  /**
   * @param fused whether an attention is one layer, or its two products are one each
   */
  public static ModelLayers of(Graph graph, Precision precision, boolean fused) {
    Map<Object, List<ModelLayer>> equal = new LinkedHashMap<>();
    Map<String, Unmapped> unmapped = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Attention op && fused) {
        AttentionProblem problem = AttentionProblem.of(node.name(), op, node.types(), precision);
        add(equal, problem.named(""), new ModelLayer.Fused(name(problem.name()), problem));
      } else if (node.op() instanceof Contraction op) {
        for (Layer layer : Layers.of(node.name(), op, node.types(), precision)) {
          add(
              equal,
              List.of(layer.dims(), layer.operands()),
              new ModelLayer.Product(name(layer.name()), layer));
        }
      } else {
        unmapped.merge(
            node.op().kind(),
            new Unmapped(node.op().kind(), 1, node.laneOps()),
            (a, b) ->
                new Unmapped(
                    a.kind(), a.nodes() + b.nodes(), Math.addExact(a.laneOps(), b.laneOps())));
      }
    }
    return new ModelLayers(
        equal.values().stream().map(ModelLayers::together).collect(toImmutableList()),
        unmapped.values().stream()
            .sorted(
                Comparator.comparingLong((Unmapped kind) -> -kind.laneOps())
                    .thenComparing(Comparator.comparingInt(kind -> -kind.nodes())))
            .collect(toImmutableList()));
  }

  private static ImmutableList<String> name(String only) {
    return ImmutableList.of(only);
  }

  private static void add(Map<Object, List<ModelLayer>> equal, Object key, ModelLayer one) {
    equal.computeIfAbsent(key, ignored -> new ArrayList<>()).add(one);
  }

  /** The first one under the names of all. */
  private static ModelLayer together(List<ModelLayer> equal) {
    ImmutableList<String> names = equal.stream().map(ModelLayer::name).collect(toImmutableList());
    ModelLayer first = equal.get(0);
    return first instanceof ModelLayer.Fused fused
        ? new ModelLayer.Fused(names, fused.problem())
        : new ModelLayer.Product(names, ((ModelLayer.Product) first).layer());
  }

  /** Layers of the model that are mapped, equal ones counted each. */
  public int count() {
    return distinct.stream().mapToInt(ModelLayer::count).sum();
  }

  /** Whether an attention of the model has a mask among its inputs. */
  public static boolean isMasked(Graph graph) {
    return graph.nodes().stream()
        .anyMatch(node -> node.op() instanceof Attention && node.types().size() > UNMASKED);
  }
}
