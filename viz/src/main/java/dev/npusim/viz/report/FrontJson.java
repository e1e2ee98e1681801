package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.layer.MappedFront;
import dev.npusim.mapper.search.ParetoPoint;
import java.io.IOException;
import java.io.Writer;

/** What {@code map --pareto} found as JSON; equal input gives equal bytes. */
public final class FrontJson {
  private static final String SCHEMA = "npusim.map_pareto/1";

  private FrontJson() {}

  public static void write(FrontReport report, Writer out) throws IOException {
    ObjectNode node = Json.object();
    node.put("schema", SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    node.put("hardware", report.hardware());
    ArrayNode layers = node.putArray("layers");
    report.fronts().forEach(front -> layers.add(front(front)));
    Json.put(node, "notes", report.notes());
    out.append(node.toPrettyString()).append('\n');
  }

  private static ObjectNode front(MappedFront front) {
    ObjectNode node = Json.object();
    Amounts amounts = Amounts.of(front.points().get(0).target().architecture());
    node.put("name", front.layer().name())
        .put("epsilon", front.epsilon())
        .put("complete", front.complete())
        .put("evaluated", front.evaluated())
        .put("energy_unit", amounts.energyUnit())
        .put("size_unit", amounts.unit());
    ArrayNode points = node.putArray("pareto");
    for (MappedFront.Point each : front.points()) {
      ParetoPoint point = each.point();
      points
          .addObject()
          .put("sram_size", point.sram())
          .put("cycles", point.cycles())
          .put("energy", point.energy())
          .put("dram_size", point.dram())
          .put("dataflow", each.target().dataflow())
          .set("mapping", NestJson.write(each.target().architecture(), point.mapping()));
    }
    return node;
  }
}
