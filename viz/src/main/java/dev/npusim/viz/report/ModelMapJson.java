package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.model.MappedModelLayer;
import dev.npusim.mapper.model.Unmapped;
import java.io.IOException;
import java.io.Writer;

/**
 * What {@code map} found for all layers of a model as JSON. The seconds of the search are left out:
 * equal input gives equal bytes.
 */
public final class ModelMapJson {
  private static final String SCHEMA = "npusim.map_model/1";

  private ModelMapJson() {}

  public static void write(ModelMapReport report, Writer out) throws IOException {
    out.append(tree(report).toPrettyString()).append('\n');
  }

  static ObjectNode tree(ModelMapReport report) {
    ObjectNode node = Json.object();
    node.put("schema", SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    node.putObject("workload")
        .put("name", report.model().name())
        .put("source", report.model().source())
        .put("precision", report.precision().toString());
    ObjectNode hardware = node.putObject("hardware").put("source", report.hardware());
    Json.put(hardware, "clock_hz", report.clockHz() > 0 ? report.clockHz() : Double.NaN);
    hardware
        .put("energy_unit", report.amounts().energyUnit())
        .put("size_unit", report.amounts().unit());
    node.put("objective", report.objective().lower());
    node.set("totals", totals(report));
    ArrayNode layers = node.putArray("layers");
    report.rows().forEach(row -> layers.add(layer(row)));
    ArrayNode unmapped = node.putArray("not_mapped");
    for (Unmapped kind : report.mapped().unmapped()) {
      unmapped
          .addObject()
          .put("op", kind.kind())
          .put("nodes", kind.nodes())
          .put("lane_ops", kind.laneOps())
          .put("reason", Json.lower(kind.reason()));
    }
    Json.put(node, "coverage", report.model().coverage());
    Json.put(node, "notes", report.notes());
    return node;
  }

  private static ObjectNode totals(ModelMapReport report) {
    ObjectNode node = Json.object();
    node.put("layers", report.layers())
        .put("distinct_layers", report.rows().size())
        .put("macs", report.macs())
        .put("cycles", report.cycles());
    Json.put(
        node, "latency_s", report.clockHz() > 0 ? report.cycles() / report.clockHz() : Double.NaN);
    node.put("energy", report.energy())
        .put("dram_size", report.outermost())
        .put("mac_utilization", report.macUtilization());
    Json.put(node, "gap_percent", report.gapPercent());
    return node.put("optimal_layers", report.optimal())
        .put("evaluated", report.evaluated())
        .put("layers_cut_short", report.mapped().cut());
  }

  private static ObjectNode layer(ModelMapRow row) {
    ObjectNode node = Json.object();
    node.put("name", row.name()).put("count", row.count());
    Json.put(node, "names", row.mapped().layer().names());
    node.put("dims", row.dims())
        .put("dataflow", row.dataflow())
        .put("macs", row.macs())
        .put("cycles", row.cycles())
        .put("limit", row.limit())
        .put("mac_utilization", row.macUtilization())
        .put("energy", row.energy())
        .put("dram_size", row.outermost());
    if (row.mapped() instanceof MappedModelLayer.Product product) {
      node.set(
          "mapping",
          NestJson.write(product.mapped().target().architecture(), product.mapped().mapping()));
      product.onVector().ifPresent(other -> node.set("on_vector_unit", VectorJson.engine(other)));
    } else if (row.mapped() instanceof MappedModelLayer.Vector vector) {
      node.set("mapping", VectorJson.mapping(vector.mapped().best()));
      vector.onArray().ifPresent(other -> node.set("on_array", MappingJson.engine(other)));
    } else if (row.mapped() instanceof MappedModelLayer.Fused fused) {
      node.set("mapping", AttentionJson.mapping(fused.mapped().best().nest()));
    }
    node.set("search", MappingJson.search(row.mapped().searched()));
    return node;
  }
}
