package dev.npusim.mapper.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.model.Unmapped.Reason;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.vector.VectorProblem;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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
   * @param onChip whether there is a vector unit: an attention is then one layer, otherwise its two
   *     products are one each; and vector operations are layers
   */
  public static ModelLayers of(Graph graph, Precision precision, boolean onChip) {
    Map<Object, List<ModelLayer>> equal = new LinkedHashMap<>();
    Map<String, Unmapped> unmapped = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Attention op && onChip) {
        AttentionProblem problem = AttentionProblem.of(node.name(), op, node.types(), precision);
        add(equal, problem.named(""), new ModelLayer.Fused(name(problem.name()), problem));
      } else if (node.op() instanceof Contraction op) {
        for (Layer layer : Layers.of(node.name(), op, node.types(), precision)) {
          Optional<VectorProblem> onVector =
              onChip && VectorProblem.runsOnVectorUnit(node)
                  ? Optional.of(new VectorProblem(node, precision))
                  : Optional.empty();
          add(
              equal,
              List.of(layer.dims(), layer.operands(), onVector.map(VectorProblem::key)),
              new ModelLayer.Product(name(layer.name()), layer, onVector));
        }
      } else if (onChip && !(node.op() instanceof View)) {
        VectorProblem problem = new VectorProblem(node, precision);
        add(equal, problem.key(), new ModelLayer.Vector(name(node.name()), problem));
      } else {
        unmapped.merge(
            node.op().kind(),
            new Unmapped(
                node.op().kind(),
                1,
                node.laneOps(),
                node.op() instanceof View ? Reason.VIEW : Reason.NO_VECTOR_UNIT),
            (a, b) ->
                new Unmapped(
                    a.kind(),
                    a.nodes() + b.nodes(),
                    Math.addExact(a.laneOps(), b.laneOps()),
                    a.reason()));
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
    if (first instanceof ModelLayer.Fused fused) {
      return new ModelLayer.Fused(names, fused.problem());
    }
    if (first instanceof ModelLayer.Vector vector) {
      return new ModelLayer.Vector(names, vector.problem());
    }
    ModelLayer.Product product = (ModelLayer.Product) first;
    return new ModelLayer.Product(names, product.layer(), product.onVector());
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
