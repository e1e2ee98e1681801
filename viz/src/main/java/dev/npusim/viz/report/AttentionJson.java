package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionLevel;
import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.attention.MappedAttention;
import dev.npusim.npu.hardware.NpuJson;
import java.io.IOException;
import java.io.Writer;

/**
 * What {@code map} found for an attention as JSON: bytes, cycles and joules. Equal input gives
 * equal bytes.
 */
public final class AttentionJson {
  private AttentionJson() {}

  public static void write(AttentionReport report, Writer out) throws IOException {
    out.append(tree(report).toPrettyString()).append('\n');
  }

  public static ObjectNode tree(AttentionReport report) {
    MappedAttention mapped = report.mapped();
    ObjectNode node = Json.object();
    node.put("schema", MappingJson.SCHEMA);
    node.putObject("tool")
        .put("name", "npusim")
        .put("version", report.version())
        .put("command", report.command());
    Json.put(node, "notes", report.notes());
    ObjectNode attention = node.putObject("attention");
    problem(attention, mapped.problem());
    attention.set("hardware", NpuJson.write(mapped.npu()).put("source", report.hardware()));
    Json.put(attention, "assumptions", mapped.assumptions());
    attention.set("best", cost(mapped.problem(), mapped.best()));
    mapped.other().ifPresent(cost -> attention.set("other", cost(mapped.problem(), cost)));
    attention.put("reason", mapped.reason());
    attention
        .putObject("floor")
        .put("cycles", mapped.floor().cycles())
        .put("energy_j", mapped.floor().picojoules() * 1e-12)
        .put("dram_bytes", mapped.floor().dramBytes())
        .put("limit", mapped.floor().limit());
    attention.set("search", MappingJson.search(mapped.searched()));
    return node;
  }

  private static void problem(ObjectNode node, AttentionProblem problem) {
    node.put("name", problem.name())
        .put("heads", problem.heads())
        .put("kv_heads", problem.kvHeads())
        .put("queries", problem.queries())
        .put("keys", problem.keys())
        .put("dim", problem.headDim())
        .put("value_dim", problem.valueDim())
        .put("causal", problem.causal())
        .put("bits", problem.bits())
        .put("macs", problem.macs());
  }

  /** Order, blocks, and what is kept. */
  static ObjectNode mapping(AttentionNest nest) {
    return Json.object()
        .put("order", Json.lower(nest.order()))
        .put("fused", nest.order().fused())
        .put("held_in_sram", nest.held())
        .put("heads_per_load", nest.heads())
        .put("query_rows", nest.rows())
        .put("key_columns", nest.keys())
        .put("scores_dataflow", nest.scores().shortName())
        .put("values_dataflow", nest.values().shortName());
  }

  private static ObjectNode cost(AttentionProblem problem, AttentionCost cost) {
    AttentionNest nest = cost.nest();
    ObjectNode node = Json.object();
    node.set("mapping", mapping(nest));
    ArrayNode drawn = node.putArray("loop_nest");
    AttentionNestLines.of(problem, cost)
        .forEach(line -> drawn.add("| ".repeat(line.depth()) + line.text()));
    node.put("cycles", cost.cycles())
        .put("limit", cost.limit())
        .put("array_cycles", cost.arrayCycles())
        .put("vector_cycles", cost.vectorCycles())
        .put("dma_cycles", cost.dmaCycles())
        .put("macs", cost.macs())
        .put("lane_ops", cost.laneOps())
        .put("mac_utilization", cost.macUtilization())
        .put("sram_bytes", cost.sramBytes())
        .put("accumulator_bytes", cost.accumulatorBytes())
        .put("dram_bytes", cost.dramBytes())
        .put("energy_j", cost.energy().total());
    Json.put(node, "energy_by_component_j", cost.energy());
    ArrayNode levels = node.putArray("levels");
    for (AttentionLevel level : AttentionLevel.values()) {
      ObjectNode entry = levels.addObject().put("level", Json.lower(level));
      ArrayNode operands = entry.putArray("operands");
      for (AttentionOperand operand : AttentionOperand.values()) {
        operands
            .addObject()
            .put("operand", Json.lower(operand))
            .put("tile_bytes", cost.tileBytes(level, operand))
            .put("read_bytes", cost.readBytes(level, operand))
            .put("written_bytes", cost.writtenBytes(level, operand));
      }
    }
    return node;
  }
}
