package dev.npusim.mapper.stepplan;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The instances among the resources and their proven optima. */
final class StepInstances {
  private StepInstances() {}

  /** One question and its answer, in the objective's unit. */
  record Optimum(
      String name,
      StepGraph graph,
      StepChip chip,
      PlanObjective objective,
      PlanStrategy strategy,
      double value) {
    @Override
    public String toString() {
      return name + " " + (chip.sramBytes() >> 20) + " MiB " + objective + " " + strategy;
    }
  }

  static String text(String name) throws IOException {
    return Resources.toString(
        Resources.getResource(StepInstances.class, name + ".json"), StandardCharsets.UTF_8);
  }

  static StepGraph graph(String name) throws IOException {
    return StepGraphReader.read(name, text(name));
  }

  static StepChip chip(long mib, double gigabytes, double tops) {
    return new StepChip(mib << 20, gigabytes * 1e9, tops * 1e12 / 2);
  }

  static List<Optimum> optima(String name) throws IOException {
    StepGraph graph = graph(name);
    List<Optimum> optima = new ArrayList<>();
    for (JsonNode entry : new ObjectMapper().readTree(text(name)).get("best_known")) {
      StepChip chip =
          chip(
              entry.get("sram_MiB").asLong(),
              entry.get("bw_GBs").asDouble(),
              entry.get("tops_int8").asDouble());
      boolean isLatency = entry.get("objective").asText().equals("lat");
      for (PlanStrategy strategy : PlanStrategy.values()) {
        JsonNode known = entry.get(strategy.name().toLowerCase(Locale.ROOT));
        double value =
            isLatency
                ? known.get("latency_us").asDouble() + 0.1 * known.get("energy_mJ").asDouble()
                : known.get("dram_MiB").asDouble() * (1 << 20);
        optima.add(
            new Optimum(
                name,
                graph,
                chip,
                isLatency ? PlanObjective.LATENCY : PlanObjective.DRAM,
                strategy,
                value));
      }
    }
    return optima;
  }
}
