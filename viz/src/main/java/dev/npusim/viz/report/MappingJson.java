package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.LayerNest;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.count.CostReport;
import java.io.IOException;
import java.io.Writer;

/**
 * What {@code map} found as JSON. Counts are elements over all instances, sizes bytes or words as
 * {@code size_unit} says, energies in {@code energy_unit}. The search's CPU time is left out: equal
 * input gives equal bytes.
 */
public final class MappingJson {
  static final String SCHEMA = "npusim.map/1";

  private MappingJson() {}

  public static void write(MappingReport report, Writer out) throws IOException {
    out.append(tree(report).toPrettyString()).append('\n');
  }

  public static ObjectNode tree(MappingReport report) {
    ObjectNode node = Json.object();
    node.put("schema", SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    Json.put(node, "notes", report.notes());
    ArrayNode layers = node.putArray("layers");
    report.layers().forEach(mapped -> layers.add(layer(report, mapped)));
    return node;
  }

  private static ObjectNode layer(MappingReport report, MappedLayer mapped) {
    Layer layer = mapped.layer();
    ObjectNode node = Json.object();
    node.put("name", layer.name());
    LayerNest nest = LayerNest.of(mapped.target().architecture(), layer, mapped.mapping());
    node.set("dims", NestJson.dims(nest.dims()));
    node.put("macs", layer.macs());
    ArrayNode operands = node.putArray("operands");
    layer.operands().forEach(operand -> operands.add(operand(layer, operand)));
    node.set("hardware", HierarchyJson.tree(report, mapped.target()));
    // As --mapping reads it.
    node.set("mapping", NestJson.write(nest.parts()));
    cost(node, mapped);
    mapped.searched().ifPresent(searched -> node.set("search", search(searched)));
    return node;
  }

  private static ObjectNode operand(Layer layer, Operand operand) {
    ObjectNode node = Json.object();
    node.put("name", operand.name())
        .put("role", operand.role().lower())
        .put("bits", operand.bits())
        .put("partial_bits", operand.partialBits())
        .put("elements", layer.elements(operand));
    ArrayNode coordinates = node.putArray("coordinates");
    for (Coordinate coordinate : operand.coordinates()) {
      ObjectNode terms = coordinates.addObject();
      coordinate
          .terms()
          .forEach(term -> terms.put(layer.dims().get(term.dim()).name(), term.coefficient()));
    }
    return node;
  }

  private static void cost(ObjectNode node, MappedLayer mapped) {
    CostReport cost = mapped.cost();
    Amounts amounts = Amounts.of(mapped);
    node.put("convention", cost.convention())
        .put("cycles", cost.cycles())
        .put("compute_cycles", cost.computeCycles())
        .put("limit", cost.limit())
        .put("energy", cost.energy())
        .put("mac_energy", cost.macEnergy())
        .put("energy_unit", amounts.energyUnit())
        .put("edp", cost.edp())
        .put("mac_utilization", cost.macUtilization())
        .put("spatial_utilization", cost.spatialUtilization())
        .put("size_unit", amounts.unit());
    ArrayNode levels = node.putArray("levels");
    for (CostReport.AtLevel level : cost.levels().reverse()) {
      ObjectNode entry =
          levels
              .addObject()
              .put("level", level.level())
              .put("instances", level.instances())
              .put("port_cycles", level.portCycles());
      ArrayNode operands = entry.putArray("operands");
      level.operands().forEach(operand -> operands.add(accesses(amounts, operand)));
    }
  }

  private static ObjectNode accesses(Amounts amounts, CostReport.OfOperand operand) {
    return Json.object()
        .put("operand", operand.operand())
        .put("tile_elements", operand.tile())
        .put("tile_size", amounts.size(operand.tile(), operand))
        .put("bits", operand.bits())
        .put("reads", operand.reads())
        .put("fills", operand.fills())
        .put("updates", operand.updates())
        .put("temporal_reductions", operand.temporalReductions())
        .put("drains", operand.drains())
        .put("read_size", amounts.read(operand))
        .put("written_size", amounts.written(operand))
        .put("energy", operand.energy());
  }

  /** In short, beside the other engine that could do the same. */
  static ObjectNode engine(MappedLayer mapped) {
    return Json.object()
        .put("cycles", mapped.cost().cycles())
        .put("energy", mapped.cost().energy())
        .put("dataflow", mapped.target().dataflow());
  }

  /** What is known about better mappings. */
  static ObjectNode search(MappedLayer.Searched searched) {
    ObjectNode node = Json.object();
    node.put("objective", searched.objective().lower())
        .put("strategy", searched.strategy())
        .put("cost", searched.cost())
        .put("lower_bound", searched.lowerBound());
    // Without a bound the gap is infinite, which JSON cannot say.
    Json.put(node, "gap_percent", searched.gapPercent());
    return node.put("optimal", searched.optimal())
        .put("evaluated", searched.evaluated())
        .put("pruned", searched.pruned());
  }
}
