package dev.npusim.viz.report;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.depthfirst.Stretch;
import dev.npusim.viz.text.Units;
import java.util.HashMap;
import java.util.Map;

/** What fusing the stretch between a tensor's producer and its reader would cost, in words. */
public final class FuseCosts {
  /** Share of the SRAM for tiles between fused layers, as schedules have it. */
  private static final double SHARE = 0.5;

  private final RunReport report;
  private final Graph model;
  private final Map<String, Integer> places = new HashMap<>();

  private FuseCosts(RunReport report) {
    this.report = report;
    this.model = report.schedule().model();
    for (int i = 0; i < model.nodes().size(); i++) {
      places.put(model.nodes().get(i).name(), i);
    }
  }

  public static FuseCosts of(RunReport report) {
    return new FuseCosts(report);
  }

  /** Of the whole tensor, in half of the SRAM. */
  public String of(TensorDecision tensor) {
    if (tensor.decision() == TensorDecision.Decision.FUSE) {
      return "done: it never exists as a whole";
    }
    Integer producer = places.get(tensor.producer());
    Integer reader = places.get(tensor.consumer());
    if (producer == null || reader == null) {
      return "not possible: an input of the model";
    }
    long budget = (long) (SHARE * report.npu().sram().sizeBytes());
    Stretch stretch =
        Stretch.of(model, producer, reader, report.result().workload().precision(), budget);
    return stretch instanceof Stretch.Possible possible
        ? possible(possible)
        : "not possible: " + ((Stretch.Impossible) stretch).reason();
  }

  private String possible(Stretch.Possible stretch) {
    long macs = stretch.cost().macs() - stretch.cost().macsAdded();
    long layers = stretch.group().nodes().stream().filter(this::isWork).count();
    return layers
        + " layers in "
        + stretch.cost().tiles()
        + (stretch.cost().tiles() == 1 ? " tile: " : " tiles: ")
        + Units.percent(macs > 0 ? (double) stretch.cost().macsAdded() / macs : 0)
        + " more MACs, "
        + Units.bytes(stretch.cost().sramBytes())
        + " of SRAM, keeps "
        + Units.bytes(stretch.cost().savedBytes())
        + " from DRAM at most";
  }

  private boolean isWork(String name) {
    Integer place = places.get(name);
    return place != null && isWork(model.nodes().get(place));
  }

  private static boolean isWork(Node node) {
    return !(node.op() instanceof dev.npusim.ir.op.View);
  }
}
