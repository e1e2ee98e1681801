package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.layer.CaseVerdict;
import dev.npusim.mapper.nest.count.CostReport;
import java.io.IOException;
import java.io.Writer;

/** Mappings with Timeloop's results beside ours, as JSON; counts are those of all instances. */
public final class CasesJson {
  private CasesJson() {}

  public static void write(CasesReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", "npusim.map-cases/1").put("convention", report.convention());
    node.putObject("tool").put("name", "npusim").put("version", report.version());
    for (CaseVerdict verdict : CaseVerdict.values()) {
      node.put(Json.lower(verdict), report.count(verdict));
    }
    ArrayNode cases = node.putArray("cases");
    report.rows().forEach(row -> cases.add(row(row)));
    out.append(node.toPrettyString()).append('\n');
  }

  private static ObjectNode row(CasesReport.Row row) {
    CostReport cost = row.cost();
    ObjectNode node =
        Json.object()
            .put("name", row.expected().name())
            .put("verdict", Json.lower(row.verdict()))
            .put("cycles", cost.cycles())
            .put("expected_cycles", row.expected().expected().cycles())
            .put("energy", cost.energy())
            .put("expected_energy", row.expected().expected().energy());
    Json.put(node, "differences", row.differences());
    ArrayNode levels = node.putArray("levels");
    for (CostReport.AtLevel level : cost.levels().reverse()) {
      ObjectNode entry =
          levels.addObject().put("level", level.level()).put("instances", level.instances());
      ArrayNode operands = entry.putArray("operands");
      for (CostReport.OfOperand operand : level.operands()) {
        operands
            .addObject()
            .put("operand", operand.operand())
            .put("reads", operand.reads())
            .put("fills", operand.fills())
            .put("updates", operand.updates());
      }
    }
    return node;
  }
}
