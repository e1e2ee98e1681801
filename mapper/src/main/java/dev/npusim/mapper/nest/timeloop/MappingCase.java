package dev.npusim.mapper.nest.timeloop;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.count.CostReport;
import java.util.Locale;

/** A mapping and what Timeloop says it costs. */
public record MappingCase(
    String name, Architecture architecture, Layer layer, Mapping mapping, Expected expected) {
  /** Accesses of one instance, in words. */
  public record Counts(long reads, long fills, long updates) {}

  /**
   * @param counts per level and operand
   */
  public record Expected(
      double energy, long cycles, ImmutableMap<String, ImmutableMap<String, Counts>> counts) {}

  /** Timeloop's cycles come out of floating point. */
  private static final long CYCLES_TOLERANCE = 1;

  private static final double ENERGY_TOLERANCE = 1e-9;

  /** Where {@code report} differs, one line each; empty where it agrees. */
  public ImmutableList<String> differences(CostReport report) {
    ImmutableList.Builder<String> differences = ImmutableList.builder();
    for (CostReport.AtLevel level : report.levels()) {
      ImmutableMap<String, Counts> operands =
          expected.counts().getOrDefault(level.level(), ImmutableMap.of());
      for (CostReport.OfOperand operand : level.operands()) {
        Counts wanted = operands.get(operand.operand());
        String where = level.level() + " " + operand.operand();
        if (wanted == null) {
          differences.add(where + ": nothing expected here");
          continue;
        }
        long n = level.instances();
        compare(differences, where + " reads", operand.reads(), wanted.reads() * n);
        compare(differences, where + " fills", operand.fills(), wanted.fills() * n);
        compare(differences, where + " updates", operand.updates(), wanted.updates() * n);
      }
      if (level.operands().size() < operands.size()) {
        differences.add(level.level() + ": expected " + operands.keySet());
      }
    }
    if (Math.abs(report.energy() - expected.energy()) > ENERGY_TOLERANCE * expected.energy()) {
      differences.add(
          String.format(
              Locale.ROOT,
              "energy %.1f, expected %.1f (%+.2f %%)",
              report.energy(),
              expected.energy(),
              100 * (report.energy() / expected.energy() - 1)));
    }
    if (Math.abs(report.cycles() - expected.cycles()) > CYCLES_TOLERANCE) {
      differences.add("cycles " + report.cycles() + ", expected " + expected.cycles());
    }
    return differences.build();
  }

  private static void compare(
      ImmutableList.Builder<String> differences, String what, long found, long wanted) {
    if (found != wanted) {
      differences.add(what + " " + found + ", expected " + wanted);
    }
  }
}
