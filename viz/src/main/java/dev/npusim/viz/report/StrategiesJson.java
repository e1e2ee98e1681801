package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.StrategyResult;
import dev.npusim.mapper.TensorDecision;
import java.io.IOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** Strategies side by side as JSON and CSV. */
public final class StrategiesJson {
  private StrategiesJson() {}

  public static void write(StrategiesReport report, Writer out) throws IOException {
    Schedule schedule = report.schedule();
    ObjectNode node = Json.object().put("schema", "npusim.schedule/1");
    node.putObject("tool").put("name", "npusim").put("version", report.version());
    node.put("model", report.model()).put("npu", report.npu());
    node.putObject("options")
        .put("precision", schedule.options().precision().toString())
        .put("objective", report.goal().lower())
        .put("effort", Json.lower(schedule.options().effort()))
        .put("seed", schedule.options().seed());
    node.put("complete", report.isComplete());
    ObjectNode bounds = node.putObject("lower_bound");
    bounds.put("cycles", schedule.bounds().cycles());
    Json.put(bounds, "energy_j", schedule.bounds().energyJ());
    bounds.put("dram_bytes", schedule.bounds().dramBytes());
    ArrayNode strategies = node.putArray("strategies");
    for (StrategyResult row : report.strategies()) {
      strategies.add(row(report, row));
    }
    Json.put(node, "gain", report.gain());
    ArrayNode tensors = node.putArray("tensors");
    FuseCosts.added(
            schedule.tensors(),
            schedule.model(),
            schedule.execution().npu(),
            schedule.execution().program().precision())
        .forEach(tensor -> tensors.add(TensorJson.write(tensor)));
    ArrayNode marginal = node.putArray("marginal");
    for (StrategiesReport.Marginal each : report.marginal()) {
      ObjectNode entry = marginal.addObject().put("change", each.change());
      figures(entry, report, each.best());
    }
    if (report.spillFreeBytes().isPresent()) {
      node.put("sram_without_spill_bytes", report.spillFreeBytes().getAsLong());
    } else {
      node.putNull("sram_without_spill_bytes");
    }
    out.append(node.toPrettyString()).append('\n');
  }

  /** A line per report and strategy. */
  public static void writeCsv(Iterable<StrategiesReport> reports, Writer out) throws IOException {
    List<ObjectNode> rows = new ArrayList<>();
    for (StrategiesReport report : reports) {
      for (StrategyResult row : report.strategies()) {
        ObjectNode line = Json.object();
        line.put("model", report.model());
        line.put("npu", report.npu());
        line.put("sram_bytes", report.schedule().execution().npu().sram().sizeBytes());
        Json.put(
            line, "dram_bytes_per_s", report.schedule().execution().npu().dram().bytesPerSecond());
        line.put("precision", report.schedule().options().precision().toString());
        line.put("objective", report.goal().lower());
        line.put("effort", Json.lower(report.schedule().options().effort()));
        line.setAll(row(report, row));
        line.put("skips", row == report.joint() ? fates(report, TensorDecision.Kind.SKIP) : "");
        line.put(
            "residuals", row == report.joint() ? fates(report, TensorDecision.Kind.RESIDUAL) : "");
        rows.add(line);
      }
    }
    Csv.write(rows, out);
  }

  /** What became of the tensors of a kind: {@code 3 keep 1 spill}. */
  public static String fates(StrategiesReport report, TensorDecision.Kind kind) {
    Map<TensorDecision.Decision, Integer> fates = report.fates(kind);
    return fates.entrySet().stream()
        .map(entry -> entry.getValue() + " " + entry.getKey().name().toLowerCase(Locale.ROOT))
        .collect(Collectors.joining(" "));
  }

  private static ObjectNode row(StrategiesReport report, StrategyResult row) {
    ObjectNode node = Json.object();
    node.put("strategy", row.strategy()).put("plans", row.plans());
    node.put("feasible", row.best().isPresent());
    if (row.best().isPresent()) {
      figures(node, report, row.best().get());
    } else {
      node.putNull("plan").putNull("cycles").putNull("latency_s").putNull("energy_j");
      node.putNull("dram_bytes").putNull("spill_bytes").putNull("recomputed_macs").putNull("gap");
    }
    return node;
  }

  private static void figures(
      ObjectNode node, StrategiesReport report, Schedule.Candidate candidate) {
    node.put("plan", candidate.description());
    node.put("cycles", candidate.cycles());
    Json.put(node, "latency_s", report.seconds(candidate));
    Json.put(node, "energy_j", candidate.energyJ());
    node.put("dram_bytes", candidate.dramBytes())
        .put("spill_bytes", candidate.spillBytes())
        .put("recomputed_macs", candidate.recomputedMacs());
    Json.put(node, "gap", report.gap(candidate));
  }
}
