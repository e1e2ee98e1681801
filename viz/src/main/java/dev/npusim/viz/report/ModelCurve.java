package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Fusion;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Liveness;
import dev.npusim.ir.MemoryCurve;
import dev.npusim.ir.Precision;
import org.jspecify.annotations.Nullable;

/**
 * One of the four memory curves of a model, in bytes along its layers.
 *
 * @param fusion what is stored; null where it makes no difference
 */
public record ModelCurve(Quantity quantity, @Nullable Fusion fusion, MemoryCurve memory) {
  /** What is measured. */
  public enum Quantity {
    /** Weights that the layer reads. */
    PARAMETERS("parameters of the layer"),
    /** Results that are still needed, with the layer's own inputs and output. */
    LIVE_ACTIVATIONS("live activations"),
    /** Skips between their last use and the concat that reads them again; live activations too. */
    PARKED_SKIPS("parked skips"),
    /** Live activations and the parameters of the layer. */
    WORKING_SET("working set");

    private final String label;

    Quantity(String label) {
      this.label = label;
    }

    public String label() {
      return label;
    }
  }

  /** All curves of a graph; those that depend on it once for each fusion mode. */
  static ImmutableList<ModelCurve> of(Graph graph, Precision precision) {
    Liveness liveness = Liveness.of(graph);
    ImmutableList.Builder<ModelCurve> curves = ImmutableList.builder();
    curves.add(new ModelCurve(Quantity.PARAMETERS, null, liveness.parameters(precision::bytes)));
    for (Fusion fusion : Fusion.values()) {
      curves.add(
          new ModelCurve(
              Quantity.LIVE_ACTIVATIONS,
              fusion,
              liveness.liveActivations(fusion, precision::bytes)));
    }
    curves.add(new ModelCurve(Quantity.PARKED_SKIPS, null, liveness.parkedSkips(precision::bytes)));
    for (Fusion fusion : Fusion.values()) {
      curves.add(
          new ModelCurve(
              Quantity.WORKING_SET, fusion, liveness.workingSet(fusion, precision::bytes)));
    }
    return curves.build();
  }

  /** Its name as a field, as in {@code live_activations_bytes.attention}. */
  String key() {
    String name = Json.lower(quantity) + "_bytes";
    return fusion == null ? name : name + "." + Json.lower(fusion);
  }

  /** As in {@code live activations, attention fused, gates stored}. */
  public String label() {
    return fusion == null ? quantity.label() : quantity.label() + ", " + fusion.label();
  }
}
