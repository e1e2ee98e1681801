package dev.npusim.viz.html;

import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.WaitingTensors;
import dev.npusim.viz.text.Units;
import java.util.List;
import java.util.Locale;

/** What happened to each tensor that waits, and what the alternatives would have cost. */
final class TensorTable {
  private static final int MOST = 200;

  private TensorTable() {}

  static String of(Result result) {
    List<TensorDecision> shown = WaitingTensors.shown(result, MOST);
    StringBuilder html =
        new StringBuilder(
            """
            <table class=sortable><thead><tr><th>tensor<th>read by<th>verdict<th>why\
            <th class=n>bytes<th class=n>kept<th class=n>spilled<th class=n>recomputed\
            <th class=n>fused<th class=n>MACs per byte<th class=n>weight bytes re-read per byte\
            <th class=n>spill: time<th class=n>exposed<th class=n>energy\
            <th class=n>recompute: time<th class=n>exposed<th class=n>energy</tr></thead><tbody>
            """);
    for (TensorDecision tensor : shown) {
      html.append(row(tensor));
    }
    return html.append("</tbody></table>").toString();
  }

  private static String row(TensorDecision tensor) {
    Cost spill = tensor.spill();
    Cost recompute = tensor.recompute();
    return Html.row(
        4,
        List.of(
            tensor.name(),
            tensor.consumer(),
            tensor.decision().name().toLowerCase(Locale.ROOT),
            tensor.reason(),
            Units.bytes(tensor.bytes()),
            Units.bytes(tensor.keptBytes()),
            Units.bytes(tensor.spilledBytes()),
            Units.bytes(tensor.recomputedBytes()),
            Units.bytes(tensor.fusedBytes()),
            number(tensor.macsPerByte()),
            number(tensor.weightBytesRereadPerByte()),
            Units.seconds(spill.timeSeconds()),
            Units.seconds(spill.exposedSeconds()),
            Units.joules(spill.energyJ()),
            Units.seconds(recompute.timeSeconds()),
            Units.seconds(recompute.exposedSeconds()),
            Units.joules(recompute.energyJ())));
  }

  private static String number(double value) {
    return Double.isFinite(value) ? String.format(Locale.ROOT, "%.2f", value) : Units.NONE;
  }
}
