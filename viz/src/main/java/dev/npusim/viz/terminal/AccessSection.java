package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;

/** Accesses per level and operand. */
final class AccessSection {
  private final MappedLayer mapped;
  private final int width;

  AccessSection(MappedLayer mapped, int width) {
    this.mapped = mapped;
    this.width = width;
  }

  String render() {
    CostReport cost = mapped.cost();
    Amounts amounts = Amounts.of(mapped);
    Section section =
        new Section(
            "Accesses in elements, all instances together (convention: " + cost.convention() + ")",
            width);
    Table table =
        new Table(width - 2)
            .word("level")
            .name("operand")
            .number("tile")
            .number("reads")
            .number("fills")
            .number("updates")
            .number("moved")
            .number("energy");
    for (CostReport.AtLevel level : cost.levels().reverse()) {
      for (CostReport.OfOperand o : level.operands()) {
        long accesses = o.reads() + o.fills() + o.updates();
        table.row(
            level.level(),
            o.operand(),
            amounts.text(amounts.size(o.tile(), o)),
            Units.exact(o.reads()),
            Units.exact(o.fills()),
            Units.exact(o.updates()),
            amounts.words()
                ? Units.count(accesses)
                : amounts.text(amounts.read(o) + amounts.written(o)),
            amounts.energy(o.energy()));
      }
    }
    section.table(table);
    section.note(
        "reads: for inner levels, for accumulation"
            + (drains(cost) ? " and for tiles that leave" : "")
            + "; fills: from further out; updates: results and partial sums from further in;"
            + " moved: all three, in "
            + amounts.unit()
            + ".");
    return section.toString();
  }

  private static boolean drains(CostReport cost) {
    return cost.levels().stream()
        .flatMap(level -> level.operands().stream())
        .anyMatch(operand -> operand.drains() > 0);
  }
}
