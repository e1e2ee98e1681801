package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.viz.report.FuseCosts;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.WaitingTensors;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What happened to each tensor that waits, and what the alternatives would have cost. */
final class TensorData {
  private static final int DRAWN = 40;

  /** Of an input of the model, which nothing computes. */
  private static final Cost NONE = new Cost(Double.NaN, Double.NaN, Double.NaN, 0, 0);

  private TensorData() {}

  static void put(ObjectNode data, RunReport report) {
    Result result = report.result();
    Map<String, Double> begins = new HashMap<>();
    Map<String, Double> ends = new HashMap<>();
    double cycle = 0;
    for (LayerRow row : result.layers()) {
      begins.putIfAbsent(row.name(), cycle);
      cycle += row.activity().chargedCycles();
      ends.put(row.name(), cycle);
    }
    FuseCosts fuse = FuseCosts.of(report);
    ArrayNode tensors = data.putArray("tensors");
    for (TensorDecision tensor : result.tensors()) {
      double held =
          Math.max(
              0,
              begins.getOrDefault(tensor.consumer(), 0.0)
                  - ends.getOrDefault(tensor.producer(), 0.0));
      boolean isMade = ends.containsKey(tensor.producer());
      row(tensors.addArray(), tensor, isMade, held / report.npu().clockHz(), fuse.of(tensor));
    }
    ArrayNode drawn = data.putArray("drawn");
    List<TensorDecision> all = result.tensors();
    for (TensorDecision tensor : WaitingTensors.shown(result, DRAWN)) {
      drawn.add(all.indexOf(tensor));
    }
  }

  private static void row(
      ArrayNode row, TensorDecision tensor, boolean isMade, double held, String fuse) {
    row.add(tensor.name())
        .add(tensor.consumer())
        .add(lower(tensor.kind()))
        .add(lower(tensor.decision()))
        .add(tensor.reason())
        .add(tensor.bytes())
        .add(tensor.keptBytes())
        .add(tensor.spilledBytes())
        .add(tensor.recomputedBytes())
        .add(tensor.fusedBytes())
        .add(Brief.of(held));
    cost(row, tensor.spill());
    Cost again = isMade ? tensor.recompute() : NONE;
    cost(row, again);
    number(row, again.transientBytes(), again);
    number(row, tensor.macsPerByte(), again);
    number(row, tensor.weightBytesRereadPerByte(), again);
    row.add(fuse);
  }

  private static void cost(ArrayNode row, Cost cost) {
    number(row, cost.timeSeconds(), cost);
    number(row, cost.exposedSeconds(), cost);
    number(row, cost.energyJ(), cost);
    number(row, cost.dramBytes(), cost);
  }

  /** Null where there is no such choice. */
  private static void number(ArrayNode row, double value, Cost choice) {
    if (Double.isFinite(choice.timeSeconds()) && Double.isFinite(value)) {
      row.add(Brief.of(value));
    } else {
      row.addNull();
    }
  }

  private static String lower(Enum<?> name) {
    return name.name().toLowerCase(Locale.ROOT);
  }
}
