package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Comparator;
import java.util.Locale;

/** Cycles, energy, utilization, and how good a mapping can be at all. */
final class MappingCostSection {
  private final MappingReport report;
  private final MappedLayer mapped;
  private final CostReport cost;
  private final Amounts amounts;
  private final int width;

  MappingCostSection(MappingReport report, MappedLayer mapped, int width) {
    this.report = report;
    this.mapped = mapped;
    this.cost = mapped.cost();
    this.amounts = Amounts.of(mapped);
    this.width = width;
  }

  String render() {
    Section section = new Section("Cost", width);
    section.table(levels());
    section.entry(
        "cycles",
        Units.exact(cost.cycles())
            + (report.clockHz() > 0
                ? " = "
                    + Units.seconds(cost.cycles() / report.clockHz())
                    + " at "
                    + Units.hertz(report.clockHz())
                : "")
            + ", limited by "
            + cost.limit()
            + busiestPort()
            + "; MACs alone "
            + Units.exact(cost.computeCycles()));
    section.entry("energy", amounts.energy(cost.energy()) + ", " + perMac());
    section.entry(
        "EDP", String.format(Locale.ROOT, "%.6g %s x cycles", cost.edp(), amounts.energyUnit()));
    section.entry(
        "MAC utilization",
        Units.percent(cost.macUtilization()) + " = MACs / (peak MACs per cycle x cycles)");
    section.entry(
        "spatial utiliz.",
        Units.percent(cost.spatialUtilization()) + " = MAC units in use / MAC units");
    mapped.searched().ifPresent(searched -> new SearchEntries(amounts).add(section, searched));
    return section.toString();
  }

  private Table levels() {
    Architecture architecture = mapped.target().architecture();
    Table table =
        new Table(width - 2)
            .word("level")
            .number("instances in use")
            .number("port cycles")
            .number("of all cycles")
            .number("energy")
            .number("of all energy");
    for (int level = cost.levels().size() - 1; level >= 0; level--) {
      CostReport.AtLevel at = cost.levels().get(level);
      double energy = at.operands().stream().mapToDouble(CostReport.OfOperand::energy).sum();
      table.row(
          at.level(),
          Units.exact(at.instances()) + " of " + Units.exact(architecture.instances(level)),
          Units.exact((long) Math.ceil(at.portCycles())),
          Units.percent(at.portCycles() / cost.cycles()),
          amounts.energy(energy),
          Units.percent(energy / cost.energy()));
    }
    table.row(
        "MAC",
        Units.exact(Math.round(cost.spatialUtilization() * architecture.instances(-1)))
            + " of "
            + Units.exact(architecture.instances(-1)),
        Units.exact(cost.computeCycles()),
        Units.percent((double) cost.computeCycles() / cost.cycles()),
        amounts.energy(cost.macEnergy()),
        Units.percent(cost.macEnergy() / cost.energy()));
    return table;
  }

  private String busiestPort() {
    return cost.levels().stream()
        .filter(level -> level.portCycles() > 0)
        .max(Comparator.comparingDouble(CostReport.AtLevel::portCycles))
        .map(
            level ->
                "; busiest port "
                    + level.level()
                    + ", "
                    + Units.percent(level.portCycles() / cost.cycles()))
        .orElse("");
  }

  private String perMac() {
    return String.format(
        Locale.ROOT, "%.4g %s per MAC", cost.energy() / cost.macs(), amounts.energyUnit());
  }
}
