package dev.npusim.viz.terminal;

import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionFloor;
import dev.npusim.mapper.attention.MappedAttention;
import dev.npusim.npu.cost.Energy;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Cycles, energy, utilization, fused or not, and how good any can be. */
final class AttentionCostSection {
  private final MappedAttention mapped;
  private final AttentionCost cost;
  private final int width;

  AttentionCostSection(MappedAttention mapped, int width) {
    this.mapped = mapped;
    this.cost = mapped.best();
    this.width = width;
  }

  String render() {
    Section section = new Section("Cost", width);
    section.table(engines());
    double hertz = mapped.npu().clockHz();
    section.entry(
        "cycles",
        Units.exact(cost.cycles())
            + " = "
            + Units.seconds(cost.cycles() / hertz)
            + " at "
            + Units.hertz(hertz)
            + ", limited by the "
            + cost.limit());
    section.entry("energy", energy());
    section.entry(
        "EDP",
        String.format(
            Locale.ROOT, "%.6g pJ x cycles", 1e12 * cost.energy().total() * cost.cycles()));
    section.entry(
        "MAC utilization",
        Units.percent(cost.macUtilization())
            + " = executed MACs ("
            + Units.count(cost.macs())
            + ") / (peak MACs per cycle x cycles)");
    section.entry("SRAM", use(cost.sramBytes(), mapped.npu().sram().sizeBytes()));
    section.entry(
        "accumulator", use(cost.accumulatorBytes(), mapped.npu().accumulator().sizeBytes()));
    section.entry("reason", mapped.reason());
    AttentionFloor floor = mapped.floor();
    section.entry(
        "floor",
        String.format(
            Locale.ROOT,
            "%s cycles (%s), %s, %s of DRAM traffic for any blocking; this one is %.2f %% above"
                + " in cycles",
            Units.exact(floor.cycles()),
            floor.limit(),
            Units.joules(floor.picojoules() * 1e-12),
            Units.bytes(floor.dramBytes()),
            100.0 * (cost.cycles() - floor.cycles()) / floor.cycles()));
    new SearchEntries(new Amounts(false, "pJ"), "blocking searched")
        .add(section, mapped.searched());
    return section.toString();
  }

  private Table engines() {
    return new Table(width - 2)
        .word("engine")
        .number("busy cycles")
        .number("of all cycles")
        .row("array", Units.exact(cost.arrayCycles()), share(cost.arrayCycles()))
        .row("vector unit", Units.exact(cost.vectorCycles()), share(cost.vectorCycles()))
        .row("dram", Units.exact(cost.dmaCycles()), share(cost.dmaCycles()));
  }

  private String share(long cycles) {
    return Units.percent((double) cycles / cost.cycles());
  }

  private String energy() {
    Energy energy = cost.energy();
    return Units.joules(energy.total())
        + ": MAC "
        + Units.joules(energy.mac())
        + ", vector "
        + Units.joules(energy.vector())
        + ", accumulator "
        + Units.joules(energy.local())
        + ", SRAM "
        + Units.joules(energy.sram())
        + ", DRAM "
        + Units.joules(energy.dram())
        + ", static "
        + Units.joules(energy.staticJ());
  }

  private static String use(long bytes, long capacity) {
    return Units.bytes(bytes)
        + " of "
        + Units.bytes(capacity)
        + " ("
        + Units.percent((double) bytes / capacity)
        + ")";
  }
}
