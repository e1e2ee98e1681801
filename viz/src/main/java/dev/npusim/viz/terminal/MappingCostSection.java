package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.search.Objective;
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
    mapped.searched().ifPresent(searched -> search(section, searched));
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

  private void search(Section section, MappedLayer.Searched searched) {
    section.entry(
        "optimal",
        searched.optimal()
            ? "yes: proven, no mapping has less " + name(searched.objective())
            : "not proven");
    section.entry("bound", bound(searched));
    section.entry(
        "search",
        searched.strategy()
            + (searched.targets() > 1 ? " over " + searched.targets() + " dataflows" : "")
            + ": "
            + Units.exact(searched.evaluated())
            + " mappings priced, "
            + Units.exact(searched.pruned())
            + " partial ones pruned, in "
            + Units.seconds(searched.cpuSeconds())
            + " of CPU: "
            + Units.count(searched.evaluated() / Math.max(1e-9, searched.cpuSeconds()))
            + " priced per CPU second");
  }

  private String bound(MappedLayer.Searched searched) {
    if (!(searched.lowerBound() > 0)) {
      return "none known for the " + name(searched.objective());
    }
    return name(searched.objective())
        + " of any mapping >= "
        + amount(searched, searched.lowerBound())
        + "; this one has "
        + amount(searched, searched.cost())
        + String.format(Locale.ROOT, ": gap %.2f %%", searched.gapPercent());
  }

  private String amount(MappedLayer.Searched searched, double value) {
    return switch (searched.objective()) {
      case LATENCY -> Units.exact((long) Math.ceil(value)) + " cycles";
      case ENERGY -> amounts.energy(value);
      case EDP -> String.format(Locale.ROOT, "%.6g %s x cycles", value, amounts.energyUnit());
    };
  }

  private static String name(Objective objective) {
    return switch (objective) {
      case LATENCY -> "latency";
      case ENERGY -> "energy";
      case EDP -> "EDP";
    };
  }
}
