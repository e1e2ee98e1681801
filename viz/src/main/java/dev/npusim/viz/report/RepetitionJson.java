package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.simulate.Repetition;

/** Repetitions of a run, as {@code repetition} of {@code result.json}. */
final class RepetitionJson {
  private RepetitionJson() {}

  /**
   * @param alone the first repetition
   */
  static ObjectNode write(Repetition r, Totals alone) {
    ObjectNode node = Json.object();
    node.put("count", r.count()).put("cycles", r.cycles());
    Json.put(node, "latency_s", r.cycles() * alone.secondsPerCycle());
    Json.put(node, "energy_j", r.energy().total());
    Json.put(node, "energy_by_component_j", r.energy());
    node.put("dram_read_bytes", r.dramReadBytes(alone.dramReadBytes()));
    node.put("read_once_bytes", r.onceBytes());
    ObjectNode first = node.putObject("first").put("cycles", r.firstCycles());
    Json.put(first, "latency_s", r.firstCycles() * alone.secondsPerCycle());
    Json.put(first, "energy_j", alone.energy().total());
    first.put("dram_read_bytes", alone.dramReadBytes());
    ObjectNode steady = node.putObject("steady");
    Json.put(steady, "cycles", r.steadyCycles());
    Json.put(steady, "latency_s", r.steadyCycles() * alone.secondsPerCycle());
    Json.put(steady, "energy_j", r.steadyEnergy().total());
    Json.put(steady, "energy_by_component_j", r.steadyEnergy());
    steady.put("dram_read_bytes", alone.dramReadBytes() - (r.count() > 1 ? r.onceBytes() : 0));
    ObjectNode simulated = node.putObject("simulated");
    ArrayNode ends = simulated.putArray("end_cycles");
    r.ends().forEach(ends::add);
    simulated.put("settled", r.settled()).put("period", r.period());
    return node;
  }

  static Repetition read(JsonFields fields) {
    JsonFields simulated = fields.child("simulated");
    return new Repetition(
        fields.longAt("count"),
        ImmutableLongArray.copyOf(simulated.longsAt("end_cycles")),
        simulated.intAt("settled"),
        simulated.intAt("period"),
        fields.longAt("cycles"),
        Json.energy(fields.child("energy_by_component_j")),
        Json.energy(fields.child("steady").child("energy_by_component_j")),
        fields.longAt("read_once_bytes"));
  }
}
