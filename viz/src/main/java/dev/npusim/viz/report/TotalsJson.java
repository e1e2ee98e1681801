package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.bound.Bounds;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.OperandWork;

/** The object {@code totals}. */
final class TotalsJson {
  private TotalsJson() {}

  static ObjectNode write(Totals totals) {
    ObjectNode node = Json.object();
    node.put("cycles", totals.cycles());
    Json.put(node, "latency_s", totals.latencySeconds());
    Json.put(node, "energy_j", totals.energy().total());
    Json.put(node, "average_power_w", totals.averagePowerWatts());
    Json.put(node, "peak_power_w", totals.power().watts());
    node.put("peak_power_window_cycles", totals.power().windowCycles());
    Json.put(node, "area_mm2", totals.areaMm2());
    node.put("macs", totals.macs()).put("recomputed_macs", totals.recomputedMacs());
    Json.put(node, "mac_utilization", totals.macUtilization());
    node.put("dram_read_bytes", totals.dramReadBytes())
        .put("dram_write_bytes", totals.dramWriteBytes());
    ObjectNode dram = node.putObject("dram_bytes");
    for (Traffic traffic : Traffic.values()) {
      dram.put(Json.lower(traffic), totals.dramBytes().getOrDefault(traffic, 0L));
    }
    node.put("peak_sram_bytes", totals.peakSramBytes())
        .put("peak_sram_layer", totals.peakSramLayer());
    Json.put(node, "energy_by_component_j", totals.energy());
    Json.put(node, "stall_cycles", totals.stalls());
    node.putObject("busy_cycles")
        .put("array", totals.arrayBusyCycles())
        .put("vector", totals.vectorBusyCycles())
        .put("dram", totals.dramBusyCycles());
    node.putObject("launches")
        .put("layers", totals.launches().layers())
        .put("run_cycles", totals.launches().runCycles())
        .put("cycles", totals.launches().cycles());
    node.put("weight_memory_read_bytes", totals.weightMemoryBytes());
    OperandWork operands = totals.operands();
    node.put("executed_macs", operands.executedMacs());
    ObjectNode dequantization = node.putObject("dequantization");
    dequantization
        .put("lane_ops", operands.dequantizationLaneOps())
        .put("vector_cycles", operands.dequantizationCycles());
    Json.put(dequantization, "energy_j", operands.dequantizationJoules());
    Json.put(node, "zero_gating_saved_j", operands.gatedJoules());
    node.put("lower_bound_cycles", totals.lowerBoundCycles());
    Json.put(node, "gap", totals.gap());
    Json.put(node, "lower_bound_energy_j", totals.bounds().energyJ());
    Json.put(node, "energy_gap", totals.energyGap());
    node.put("lower_bound_dram_bytes", totals.bounds().dramBytes());
    Json.put(node, "dram_gap", totals.dramGap());
    return node;
  }

  static Totals read(JsonFields fields) {
    JsonFields dram = fields.child("dram_bytes");
    ImmutableMap.Builder<Traffic, Long> bytes = ImmutableMap.builder();
    for (Traffic traffic : Traffic.values()) {
      bytes.put(traffic, dram.longAt(Json.lower(traffic)));
    }
    JsonFields busy = fields.child("busy_cycles");
    return new Totals(
        fields.longAt("cycles"),
        fields.doubleAt("latency_s"),
        fields.longAt("macs"),
        fields.longAt("recomputed_macs"),
        fields.doubleAt("mac_utilization"),
        fields.longAt("dram_read_bytes"),
        fields.longAt("dram_write_bytes"),
        bytes.buildOrThrow(),
        fields.longAt("peak_sram_bytes"),
        fields.textAt("peak_sram_layer"),
        Json.energy(fields.child("energy_by_component_j")),
        Json.stalls(fields.child("stall_cycles")),
        busy.longAt("array"),
        busy.longAt("vector"),
        busy.longAt("dram"),
        new Totals.Launches(
            fields.child("launches").longAt("layers"),
            fields.child("launches").longAt("run_cycles"),
            fields.child("launches").longAt("cycles")),
        fields.longAt("weight_memory_read_bytes"),
        new OperandWork(
            fields.longAt("executed_macs"),
            fields.child("dequantization").longAt("lane_ops"),
            fields.child("dequantization").longAt("vector_cycles"),
            fields.child("dequantization").doubleAt("energy_j"),
            fields.doubleAt("zero_gating_saved_j")),
        new Totals.PeakPower(
            fields.doubleAt("peak_power_w"), fields.longAt("peak_power_window_cycles")),
        fields.doubleAt("area_mm2"),
        new Bounds(
            fields.longAt("lower_bound_cycles"),
            fields.doubleAt("lower_bound_energy_j"),
            fields.longAt("lower_bound_dram_bytes")));
  }
}
