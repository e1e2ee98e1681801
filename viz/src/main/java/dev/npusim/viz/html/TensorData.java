package dev.npusim.viz.html;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.viz.report.FuseText;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.WaitingTensors;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What happened to each tensor that waits, and what the alternatives would have cost. */
final class TensorData {
  private static final int DRAWN = 40;

  /** Of an input of the model, which nothing computes. */
  private static final Cost NONE = new Cost(Double.NaN, Double.NaN, Double.NaN, 0, 0);

  private TensorData() {}

  static void put(ObjectNode data, RunReport report) {
    Result result = report.result();
    Set<String> made = new HashSet<>();
    result.layers().forEach(row -> made.add(row.name()));
    ArrayNode tensors = data.putArray("tensors");
    for (TensorDecision tensor : result.tensors()) {
      row(tensors.addArray(), tensor, made.contains(tensor.producer()));
    }
    ArrayNode drawn = data.putArray("drawn");
    List<TensorDecision> all = result.tensors();
    for (TensorDecision tensor : WaitingTensors.shown(result.tensors(), DRAWN)) {
      drawn.add(all.indexOf(tensor));
    }
  }

  private static void row(ArrayNode row, TensorDecision tensor, boolean isMade) {
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
        .add(Brief.of(tensor.heldSeconds()));
    cost(row, tensor.spill());
    Cost again = isMade ? tensor.recompute() : NONE;
    cost(row, again);
    number(row, again.transientBytes(), again);
    number(row, tensor.macsPerByte(), again);
    number(row, tensor.weightBytesRereadPerByte(), again);
    row.add(FuseText.of(tensor));
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
