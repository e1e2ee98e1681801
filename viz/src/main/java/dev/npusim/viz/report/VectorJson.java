package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.vector.MappedVector;
import dev.npusim.mapper.vector.VectorCost;
import dev.npusim.mapper.vector.VectorProblem;
import dev.npusim.npu.hardware.NpuJson;
import java.io.IOException;
import java.io.Writer;

/**
 * What {@code map} found for an operation of the vector unit as JSON: bytes, cycles and joules.
 * Equal input gives equal bytes.
 */
public final class VectorJson {
  private static final double PJ_PER_J = 1e12;

  private VectorJson() {}

  public static void write(VectorReport report, Writer out) throws IOException {
    out.append(tree(report).toPrettyString()).append('\n');
  }

  static ObjectNode tree(VectorReport report) {
    MappedVector mapped = report.mapped();
    VectorProblem problem = mapped.problem();
    ObjectNode node = Json.object();
    node.put("schema", MappingJson.SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    Json.put(node, "notes", report.notes());
    ObjectNode vector = node.putObject("vector");
    vector.put("name", problem.name()).put("op", problem.kind());
    Json.put(vector, "shapes", problem.shapes());
    vector
        .put("precision", problem.precision().toString())
        .put("lane_ops", problem.laneOps())
        .put("macs", problem.node().macs());
    vector.set("hardware", NpuJson.write(mapped.npu()).put("source", report.hardware()));
    Json.put(vector, "assumptions", mapped.assumptions());
    cost(vector, mapped.best());
    vector
        .putObject("floor")
        .put("cycles", mapped.floor().cycles())
        .put("energy_j", mapped.floor().joules())
        .put("dram_bytes", mapped.floor().dramBytes())
        .put("limit", mapped.floor().limit());
    vector.set("search", MappingJson.search(mapped.searched()));
    return node;
  }

  private static void cost(ObjectNode node, VectorCost cost) {
    node.set("mapping", mapping(cost));
    node.put("cycles", cost.cycles())
        .put("limit", cost.limit())
        .put("vector_cycles", cost.vectorCycles())
        .put("dma_cycles", cost.dmaCycles())
        .put("sram_bytes", cost.sramBytes())
        .put("dram_bytes", cost.dramBytes())
        .put("energy_j", cost.energy().total());
    Json.put(node, "energy_by_component_j", cost.energy());
    ArrayNode operands = node.putArray("operands");
    for (VectorCost.Operand operand : cost.operands()) {
      operands
          .addObject()
          .put("operand", operand.symbol())
          .put("value", operand.value())
          .put("tile_bytes", operand.tileBytes())
          .put("dram_read_bytes", operand.dramReadBytes())
          .put("dram_written_bytes", operand.dramWrittenBytes())
          .put("sram_read_bytes", operand.sramReadBytes())
          .put("sram_written_bytes", operand.sramWrittenBytes());
    }
  }

  /** Blocks, and what is kept. */
  static ObjectNode mapping(VectorCost cost) {
    return Json.object()
        .put("rows", cost.nest().rows())
        .put("columns", cost.nest().columns())
        .put("blocks", cost.blocks())
        .put("held_in_sram", cost.nest().held());
  }

  /** In short, beside the other engine that could do the same; energy in pJ. */
  static ObjectNode engine(MappedVector mapped) {
    return Json.object()
        .put("cycles", mapped.best().cycles())
        .put("energy", mapped.best().energy().total() * PJ_PER_J)
        .put("limit", mapped.best().limit());
  }
}
