package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.stepplan.PlanCost;
import dev.npusim.mapper.stepplan.PlanObjective;
import dev.npusim.mapper.stepplan.PlanResult;
import dev.npusim.mapper.stepplan.PlanSensitivity;
import dev.npusim.mapper.stepplan.Recomputation;
import dev.npusim.mapper.stepplan.StepChip;
import dev.npusim.mapper.stepplan.StepGraph;
import dev.npusim.mapper.stepplan.StepModel;
import java.io.IOException;
import java.io.Writer;

/** A plan on a cost graph as JSON: every decision, and every step as the replay found it. */
public final class PlanJson {
  private PlanJson() {}

  public static void write(PlanReport report, Writer out) throws IOException {
    StepGraph graph = report.graph();
    PlanResult result = report.result();
    ObjectNode node = Json.object().put("schema", "npusim.plan/1");
    node.putObject("tool").put("name", "npusim").put("version", report.version());
    node.putObject("graph")
        .put("name", graph.name())
        .put("nodes", graph.steps())
        .put("recompute_candidates", graph.candidates().length());
    node.set("chip", chip(report.chip()));
    node.putObject("options")
        .put("objective", Json.lower(report.objective()))
        .put("strategy", Json.lower(report.strategy()))
        .put("engine", Json.lower(report.engine()));
    ObjectNode totals = node.putObject("result");
    totals(totals, result.cost());
    totals.put("peak_sram_bytes", result.cost().peakSramBytes()).put("macs", result.cost().macs());
    bound(node.putObject("bound"), report);
    recomputed(node.putArray("recomputed"), report);
    ArrayNode gaps = node.putArray("gaps");
    for (PlanReport.Gap gap : report.gaps()) {
      gaps.addObject()
          .put("tensor", gap.tensor())
          .put("from_step", gap.from())
          .put("to_step", gap.to())
          .put("bytes", gap.bytes())
          .put("kept_bytes", gap.kept())
          .put("decision", gap.decision());
    }
    steps(node.putArray("steps"), report);
    ArrayNode more = node.putArray("sensitivity");
    for (PlanSensitivity.Row row : report.more()) {
      ObjectNode entry = more.addObject().put("change", row.change());
      entry.set("chip", chip(row.chip()));
      totals(entry, row.result().cost());
      entry.put("gap", row.result().gap());
    }
    node.put("sram_without_spill_bytes", PlanSensitivity.sramWithoutSpill(graph));
    out.append(node.toPrettyString()).append('\n');
  }

  private static ObjectNode chip(StepChip chip) {
    return Json.object()
        .put("sram_bytes", chip.sramBytes())
        .put("bandwidth_bytes_per_s", chip.bytesPerSecond())
        .put("macs_per_s", chip.macsPerSecond());
  }

  private static void totals(ObjectNode node, PlanCost cost) {
    node.put("latency_s", cost.latencySeconds())
        .put("energy_j", cost.energyJ())
        .put("dram_bytes", cost.dramBytes());
  }

  private static void bound(ObjectNode node, PlanReport report) {
    PlanResult result = report.result();
    boolean isLatency = report.objective() == PlanObjective.LATENCY;
    node.put(isLatency ? "objective_us" : "objective_bytes", result.objective())
        .put(isLatency ? "bound_us" : "bound_bytes", result.bound())
        .put("gap", result.gap())
        .put("tolerance", result.tolerance())
        .put("complete", result.isComplete())
        .put("compulsory_dram_bytes", PlanSensitivity.compulsoryBytes(report.graph()))
        .put("least_latency_s", PlanSensitivity.leastSeconds(report.graph(), report.chip()))
        .put("nodes", result.effort().nodes())
        .put("simplex_iterations", result.effort().iterations());
  }

  private static void recomputed(ArrayNode list, PlanReport report) {
    StepGraph graph = report.graph();
    for (Recomputation r : report.result().plan().recomputed()) {
      ObjectNode entry =
          list.addObject().put("tensor", graph.tensorName(r.tensor())).put("step", r.step());
      ArrayNode chain = entry.putArray("chain");
      r.chain().asList().forEach(step -> chain.add(graph.node(step).name()));
      ArrayNode sources = entry.putArray("sources");
      r.sources().asList().forEach(source -> sources.add(graph.tensorName(source)));
      entry
          .put("work_factor", r.workFactor())
          .put("transient_bytes", r.transientBytes())
          .put("weight_bytes", r.weightBytes());
    }
  }

  private static void steps(ArrayNode list, PlanReport report) {
    PlanCost cost = report.result().cost();
    for (int step = 0; step < report.graph().steps(); step++) {
      ObjectNode entry =
          list.addObject()
              .put("name", report.graph().node(step).name())
              .put("sram_bytes", cost.sramBytes().get(step))
              .put("dram_bytes", cost.dramByteCounts().get(step))
              .put("seconds", cost.stepSeconds().get(step))
              .put("written_bytes", report.result().plan().written().get(step));
      ArrayNode ahead = entry.putArray("weight_bytes_read_ahead");
      for (int distance = 1; distance <= StepModel.PREFETCH_STEPS; distance++) {
        ahead.add(report.result().plan().prefetched(step, distance));
      }
    }
  }
}
