package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.List;

/** The hierarchy that is assumed. */
final class HierarchySection {
  private final MappingReport report;
  private final MappedLayer mapped;
  private final int width;

  HierarchySection(MappingReport report, MappedLayer mapped, int width) {
    this.report = report;
    this.mapped = mapped;
    this.width = width;
  }

  String render() {
    Architecture architecture = mapped.target().architecture();
    String source = report.hardware();
    Section section =
        new Section(
            "Assumed hardware: "
                + architecture.name()
                + (source.equals(architecture.name()) ? "" : ", from " + source),
            width);
    Table table =
        new Table(width - 2)
            .word("level")
            .number("instances")
            .word("holds")
            .number("capacity")
            .word("per cycle")
            .word("energy per access");
    for (int level = architecture.levels().size() - 1; level >= 0; level--) {
      row(table, architecture, level);
    }
    section.table(table);
    for (int axis = architecture.axes().size() - 1; axis >= 0; axis--) {
      section.entry("axis " + architecture.axes().get(axis).name(), axis(architecture, axis));
    }
    section.entry(
        "MAC",
        Units.plain(architecture.compute().macsPerCycle())
            + " per unit and cycle, "
            + Units.plain(architecture.compute().energyPerMac())
            + " "
            + architecture.energyUnit()
            + "; peak "
            + Units.plain(architecture.peakMacsPerCycle())
            + " per cycle");
    mapped.target().assumptions().forEach(line -> section.entry("assumed", line));
    return section.toString();
  }

  private static void row(Table table, Architecture architecture, int level) {
    MemoryLevel memory = architecture.levels().get(level);
    table.row(
        memory.name(),
        Units.exact(architecture.instances(level)),
        memory.holds().size() == dev.npusim.mapper.nest.Role.values().length
            ? "all"
            : String.join(", ", memory.holds().stream().map(role -> role.lower()).toList()),
        Amounts.ofLevel(memory, memory.capacity()) + partitions(memory),
        bandwidths(memory),
        energies(memory, architecture.energyUnit()));
  }

  private static String partitions(MemoryLevel memory) {
    StringBuilder text = new StringBuilder();
    memory
        .partitions()
        .forEach(
            (role, size) ->
                text.append(", ").append(role.lower()).append(' ').append(Units.exact(size)));
    return text + (memory.doubleBuffered() ? ", 2 buffers" : "");
  }

  private static String bandwidths(MemoryLevel memory) {
    List<String> parts = new ArrayList<>();
    add(parts, "read ", memory, memory.readBandwidth());
    add(parts, "write ", memory, memory.writeBandwidth());
    add(parts, "shared ", memory, memory.sharedBandwidth());
    return parts.isEmpty() ? "unlimited" : String.join(", ", parts);
  }

  private static void add(List<String> parts, String name, MemoryLevel memory, double amount) {
    if (Double.isFinite(amount)) {
      boolean bytes = memory.unit() == MemoryLevel.Unit.BYTES;
      parts.add(name + Units.plain(amount) + (bytes ? " B" : " w"));
    }
  }

  private static String energies(MemoryLevel memory, String unit) {
    String per = " " + unit + (memory.unit() == MemoryLevel.Unit.BYTES ? "/B" : "/word");
    return memory.readEnergy() == memory.writeEnergy()
        ? Units.plain(memory.readEnergy()) + per
        : "read "
            + Units.plain(memory.readEnergy())
            + ", write "
            + Units.plain(memory.writeEnergy())
            + per;
  }

  private static String axis(Architecture architecture, int index) {
    SpatialAxis axis = architecture.axes().get(index);
    return axis.size()
        + " under "
        + architecture.levels().get(axis.under()).name()
        + ", carries "
        + (axis.dims().isEmpty() ? "any dim" : String.join(", ", axis.dims()))
        + ", "
        + Amounts.lower(axis.delivery())
        + (axis.reduces() ? ", adds partial sums" : ", adds no partial sums");
  }
}
