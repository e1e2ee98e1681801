package dev.npusim.viz.terminal;

import dev.npusim.mapper.vector.MappedVector;
import dev.npusim.mapper.vector.VectorCost;
import dev.npusim.mapper.vector.VectorFloor;
import dev.npusim.mapper.vector.VectorNest;
import dev.npusim.mapper.vector.VectorProblem;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.report.HardwareLines;
import dev.npusim.viz.report.VectorReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** An operation of the vector unit on a terminal: its blocks, what they move and cost. */
public final class VectorSummary {
  private final VectorReport report;
  private final MappedVector mapped;
  private final VectorCost cost;
  private final int width;

  private VectorSummary(VectorReport report, int width) {
    this.report = report;
    this.mapped = report.mapped();
    this.cost = mapped.best();
    this.width = width;
  }

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(VectorReport report, int width) {
    VectorSummary summary = new VectorSummary(report, Math.max(60, width));
    return (summary.layer()
                + summary.hardware()
                + summary.traffic()
                + summary.cost()
                + summary.notes())
            .stripTrailing()
        + "\n";
  }

  private String layer() {
    VectorProblem problem = mapped.problem();
    return new Section("Layer: " + problem.name(), width)
        .entry(
            "operation",
            problem.kind()
                + " on the vector unit: "
                + String.join(", ", problem.shapes().subList(0, problem.shapes().size() - 1))
                + " -> "
                + problem.shapes().get(problem.shapes().size() - 1))
        .entry("work", Units.count(problem.laneOps()) + " lane operations")
        .entry("blocks", blocks())
        .toString();
  }

  private String blocks() {
    VectorNest nest = cost.nest();
    return Units.exact(cost.blocks())
        + " of "
        + nest.rows()
        + " rows x "
        + nest.columns()
        + " columns of the result"
        + (nest.held() ? "; the input stays in SRAM between both passes" : "");
  }

  private String hardware() {
    String name = mapped.npu().name();
    Section section =
        new Section(
            "Assumed hardware: "
                + name
                + (report.hardware().equals(name) ? "" : ", from " + report.hardware()),
            width);
    HardwareLines.of(mapped.npu(), mapped.problem().precision().activationFormat())
        .forEach(section::entry);
    mapped.assumptions().forEach(line -> section.entry("assumed", line));
    return section.toString();
  }

  private String traffic() {
    Section section = new Section("Traffic in bytes (convention: physical)", width);
    Table table =
        new Table(width - 2)
            .word("operand")
            .name("value")
            .number("tile")
            .number("DRAM read")
            .number("DRAM written")
            .number("SRAM read")
            .number("SRAM written");
    for (VectorCost.Operand operand : cost.operands()) {
      table.row(
          operand.symbol(),
          operand.value(),
          Units.bytes(operand.tileBytes()),
          Units.exact(operand.dramReadBytes()),
          Units.exact(operand.dramWrittenBytes()),
          Units.exact(operand.sramReadBytes()),
          Units.exact(operand.sramWrittenBytes()));
    }
    section.table(table);
    section.note("tile: in SRAM at a time, all buffers.");
    return section.toString();
  }

  private String cost() {
    Section section = new Section("Cost", width);
    section.table(
        new Table(width - 2)
            .word("engine")
            .number("busy cycles")
            .number("of all cycles")
            .row("vector unit", Units.exact(cost.vectorCycles()), share(cost.vectorCycles()))
            .row("dram", Units.exact(cost.dmaCycles()), share(cost.dmaCycles())));
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
    section.entry(
        "energy",
        Units.joules(cost.energy().total())
            + ": vector "
            + Units.joules(cost.energy().vector())
            + ", SRAM "
            + Units.joules(cost.energy().sram())
            + ", DRAM "
            + Units.joules(cost.energy().dram()));
    section.entry(
        "SRAM",
        Units.bytes(cost.sramBytes())
            + " of "
            + Units.bytes(mapped.npu().sram().sizeBytes())
            + " ("
            + Units.percent((double) cost.sramBytes() / mapped.npu().sram().sizeBytes())
            + ")");
    VectorFloor floor = mapped.floor();
    section.entry(
        "floor",
        String.format(
            Locale.ROOT,
            "%s cycles (%s), %s, %s of DRAM traffic for any blocks",
            Units.exact(floor.cycles()),
            floor.limit(),
            Units.joules(floor.joules()),
            Units.bytes(floor.dramBytes())));
    new SearchEntries(new Amounts(false, "pJ")).add(section, mapped.searched());
    return section.toString();
  }

  private String share(long cycles) {
    return Units.percent((double) cycles / cost.cycles());
  }

  private String notes() {
    if (report.notes().isEmpty()) {
      return "";
    }
    Section notes = new Section("Notes", width);
    report.notes().forEach(notes::note);
    return notes.toString();
  }
}
