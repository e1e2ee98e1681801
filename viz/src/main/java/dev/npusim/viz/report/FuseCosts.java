package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Fusing;
import dev.npusim.mapper.depthfirst.FusionChooser;
import dev.npusim.mapper.depthfirst.Stretch;
import dev.npusim.npu.hardware.Npu;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What fusing the stretch between a tensor's producer and its reader would cost, in the share of
 * the SRAM that schedules give to tiles.
 */
final class FuseCosts {
  private final Graph model;
  private final Precision precision;
  private final long budgetBytes;
  private final Map<String, Integer> places = new HashMap<>();

  private FuseCosts(Graph model, Npu npu, Precision precision) {
    this.model = model;
    this.precision = precision;
    this.budgetBytes = (long) (FusionChooser.TILES_SHARE * npu.sram().sizeBytes());
    for (int i = 0; i < model.nodes().size(); i++) {
      places.put(model.nodes().get(i).name(), i);
    }
  }

  /** The same tensors with that cost. */
  static ImmutableList<TensorDecision> added(
      List<TensorDecision> tensors, Graph model, Npu npu, Precision precision) {
    FuseCosts costs = new FuseCosts(model, npu, precision);
    return tensors.stream()
        .map(tensor -> tensor.withFuse(costs.of(tensor)))
        .collect(ImmutableList.toImmutableList());
  }

  private Fusing of(TensorDecision tensor) {
    Integer producer = places.get(tensor.producer());
    Integer reader = places.get(tensor.consumer());
    if (producer == null || reader == null) {
      return Fusing.impossible("an input of the model");
    }
    Stretch stretch = Stretch.of(model, producer, reader, precision, budgetBytes);
    return stretch instanceof Stretch.Possible possible
        ? possible(possible)
        : Fusing.impossible(((Stretch.Impossible) stretch).reason());
  }

  private Fusing possible(Stretch.Possible stretch) {
    long layers = stretch.group().nodes().stream().filter(this::isWork).count();
    return new Fusing(
        "",
        Math.toIntExact(layers),
        stretch.cost().tiles(),
        stretch.cost().macs() - stretch.cost().macsAdded(),
        stretch.cost().macsAdded(),
        stretch.cost().sramBytes(),
        stretch.cost().savedBytes());
  }

  private boolean isWork(String name) {
    Integer place = places.get(name);
    return place != null && isWork(model.nodes().get(place));
  }

  private static boolean isWork(Node node) {
    return !(node.op() instanceof View);
  }
}
