package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.MarginalValues.Bandwidth;
import dev.npusim.mapper.MarginalValues.SpillFree;
import dev.npusim.mapper.MarginalValues.Sram;
import java.util.Optional;
import java.util.OptionalLong;

/** The object {@code marginal}: what a little more of something would do for the run. */
final class MarginalJson {
  private MarginalJson() {}

  /**
   * @param cycles of the run
   */
  static ObjectNode write(MarginalValues marginal, long cycles) {
    ObjectNode node = Json.object();
    Bandwidth bandwidth = marginal.bandwidth();
    ObjectNode faster = node.putObject("bandwidth").put("kind", "same_program");
    Json.put(faster, "more_bytes_per_s", bandwidth.bytesPerSecondMore());
    faster
        .put("cycles", bandwidth.cycles())
        .put("saved_cycles", cycles - bandwidth.cycles())
        .put("lower_bound_cycles", bandwidth.lowerBoundCycles());
    if (marginal.sram().isPresent()) {
      Sram sram = marginal.sram().get();
      node.putObject("sram")
          .put("kind", "same_plan")
          .put("more_bytes", sram.bytesMore())
          .put("cycles", sram.cycles())
          .put("saved_cycles", cycles - sram.cycles())
          .put("dram_bytes", sram.dramBytes())
          .put("spill_bytes", sram.spillBytes());
    } else {
      node.putNull("sram");
    }
    if (marginal.spillFree().isPresent()) {
      SpillFree free = marginal.spillFree().get();
      ObjectNode spill =
          node.putObject("sram_without_spill")
              .put("kind", "same_plan")
              .put("at_least_bytes", free.atLeastBytes());
      if (free.atMostBytes().isPresent()) {
        spill.put("at_most_bytes", free.atMostBytes().getAsLong());
      } else {
        spill.putNull("at_most_bytes");
      }
    } else {
      node.putNull("sram_without_spill");
    }
    return node;
  }

  static MarginalValues read(JsonFields fields) {
    JsonFields bandwidth = fields.child("bandwidth");
    return new MarginalValues(
        new Bandwidth(
            bandwidth.doubleAt("more_bytes_per_s"),
            bandwidth.longAt("cycles"),
            bandwidth.longAt("lower_bound_cycles")),
        fields.isNull("sram") ? Optional.empty() : Optional.of(sram(fields.child("sram"))),
        fields.isNull("sram_without_spill")
            ? Optional.empty()
            : Optional.of(free(fields.child("sram_without_spill"))));
  }

  private static Sram sram(JsonFields fields) {
    return new Sram(
        fields.longAt("more_bytes"),
        fields.longAt("cycles"),
        fields.longAt("dram_bytes"),
        fields.longAt("spill_bytes"));
  }

  private static SpillFree free(JsonFields fields) {
    return new SpillFree(
        fields.longAt("at_least_bytes"),
        fields.isNull("at_most_bytes")
            ? OptionalLong.empty()
            : OptionalLong.of(fields.longAt("at_most_bytes")));
  }
}
