package dev.npusim.viz.terminal;

import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionLevel;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Bytes read and written per level and operand. */
final class AttentionTrafficSection {
  private final AttentionCost cost;
  private final int width;

  AttentionTrafficSection(AttentionCost cost, int width) {
    this.cost = cost;
    this.width = width;
  }

  String render() {
    Section section = new Section("Traffic in bytes (convention: physical)", width);
    Table table =
        new Table(width - 2)
            .word("level")
            .name("operand")
            .number("tile")
            .number("read")
            .number("written")
            .number("moved");
    for (AttentionLevel level : AttentionLevel.values()) {
      for (AttentionOperand operand : AttentionOperand.values()) {
        row(table, level, operand);
      }
    }
    section.table(table);
    section.note(
        "Scores "
            + (cost.nest().order().fused() ? "never leave the chip" : "pass through DRAM")
            + "; tile: on the chip at a time, all buffers; O partial: the running output with the"
            + " maximum and sum of each row.");
    return section.toString();
  }

  private void row(Table table, AttentionLevel level, AttentionOperand operand) {
    long read = cost.readBytes(level, operand);
    long written = cost.writtenBytes(level, operand);
    long tile = cost.tileBytes(level, operand);
    if (read + written + tile > 0) {
      table.row(
          level.name().toLowerCase(Locale.ROOT),
          operand.symbol(),
          level == AttentionLevel.DRAM ? Units.NONE : Units.bytes(tile),
          Units.exact(read),
          Units.exact(written),
          Units.bytes(read + written));
    }
  }
}
