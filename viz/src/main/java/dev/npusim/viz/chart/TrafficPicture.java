package dev.npusim.viz.chart;

import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionLevel;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.attention.MappedAttention;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.vector.MappedVector;
import dev.npusim.mapper.vector.VectorCost;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.text.Text;
import dev.npusim.viz.text.Units;
import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.geom.Line2D;
import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What one mapping moves: per level and operand what is read (full colour) and written (pale), on a
 * logarithmic scale, each bar with its amount. Drawn by hand: groups of unequal size, whose bars
 * start at 1, are not what chart libraries stack.
 */
public final class TrafficPicture {
  private static final double LEFT = 300;
  private static final double RIGHT = 200;
  private static final double TOP = 150;
  private static final double BOTTOM = 70;
  private static final double GROUP_GAP = 22;
  private static final double ROW_MOST = 40;

  /** A bar. */
  private record Bar(String label, Color color, double size, String amount) {}

  /** The bars of a level. */
  private record Group(String level, List<Bar> bars) {}

  private final List<Group> groups;
  private final Amounts amounts;
  private final String subtitle;
  private final String convention;

  private TrafficPicture(List<Group> groups, Amounts amounts, String subtitle, String convention) {
    this.groups = groups;
    this.amounts = amounts;
    this.subtitle = subtitle;
    this.convention = convention;
  }

  /**
   * @param name of the files, without extension
   */
  public static Picture of(String name, MappedLayer mapped) {
    CostReport cost = mapped.cost();
    Amounts amounts = Amounts.of(mapped);
    String subtitle =
        subtitle(
            mapped.layer().name(),
            mapped.target().architecture().name(),
            cost.cycles(),
            amounts.energy(cost.energy()),
            cost.macUtilization());
    return picture(
        name, new TrafficPicture(groups(mapped, amounts), amounts, subtitle, cost.convention()));
  }

  /**
   * @param name of the files, without extension
   */
  public static Picture of(String name, MappedAttention mapped) {
    AttentionCost cost = mapped.best();
    String subtitle =
        subtitle(
            mapped.problem().name(),
            mapped.npu().name(),
            cost.cycles(),
            Units.joules(cost.energy().total()),
            cost.macUtilization());
    return picture(
        name, new TrafficPicture(groups(cost), new Amounts(false, "pJ"), subtitle, "physical"));
  }

  /**
   * @param name of the files, without extension
   */
  public static Picture of(String name, MappedVector mapped) {
    VectorCost cost = mapped.best();
    String subtitle =
        subtitle(
            mapped.problem().name(),
            mapped.npu().name(),
            cost.cycles(),
            Units.joules(cost.energy().total()));
    return picture(
        name, new TrafficPicture(groups(cost), new Amounts(false, "pJ"), subtitle, "physical"));
  }

  private static Picture picture(String name, TrafficPicture picture) {
    return new Picture(name, "Traffic per level and operand", picture::draw);
  }

  private static String subtitle(
      String layer, String hardware, long cycles, String energy, double utilization) {
    return subtitle(layer, hardware, cycles, energy)
        + ", MAC utilization "
        + Units.percent(utilization);
  }

  private static String subtitle(String layer, String hardware, long cycles, String energy) {
    return Text.truncate(layer, 48)
        + " on "
        + Text.truncate(hardware, 40)
        + ": "
        + Units.exact(cycles)
        + " cycles, "
        + energy;
  }

  private static List<Group> groups(VectorCost cost) {
    List<Bar> dram = new ArrayList<>();
    List<Bar> sram = new ArrayList<>();
    for (VectorCost.Operand operand : cost.operands()) {
      Color color = operand.dramWrittenBytes() > 0 ? Palette.GREEN : Palette.ORANGE;
      add(dram, operand.symbol(), color, operand.dramReadBytes(), operand.dramWrittenBytes());
      add(sram, operand.symbol(), color, operand.sramReadBytes(), operand.sramWrittenBytes());
    }
    return List.of(new Group("dram", dram), new Group("sram", sram));
  }

  private static void add(List<Bar> bars, String symbol, Color color, long read, long written) {
    bars.add(new Bar(symbol + " read", color, read, Units.bytes(read)));
    bars.add(new Bar(symbol + " written", pale(color), written, Units.bytes(written)));
  }

  private static List<Group> groups(AttentionCost cost) {
    List<Group> groups = new ArrayList<>();
    for (AttentionLevel level : AttentionLevel.values()) {
      List<Bar> bars = new ArrayList<>();
      for (AttentionOperand operand : AttentionOperand.values()) {
        long read = cost.readBytes(level, operand);
        long written = cost.writtenBytes(level, operand);
        if (read + written > 0) {
          add(bars, operand.symbol(), color(operand), read, written);
        }
      }
      groups.add(new Group(level.name().toLowerCase(Locale.ROOT), bars));
    }
    return groups;
  }

  /** Scores and what becomes of them are told apart from what the model computes with. */
  private static Color color(AttentionOperand operand) {
    return switch (operand) {
      case KEYS, VALUES -> Palette.BLUE;
      case QUERIES -> Palette.ORANGE;
      case SCORES, PROBABILITIES -> Palette.GREY;
      case STATE, OUTPUT -> Palette.GREEN;
    };
  }

  private static List<Group> groups(MappedLayer mapped, Amounts amounts) {
    List<Group> groups = new ArrayList<>();
    for (CostReport.AtLevel level : mapped.cost().levels().reverse()) {
      List<Bar> bars = new ArrayList<>();
      for (CostReport.OfOperand operand : level.operands()) {
        Color color = color(mapped, operand.operand());
        add(amounts, bars, operand, "read", amounts.read(operand), color);
        add(amounts, bars, operand, "written", amounts.written(operand), pale(color));
      }
      groups.add(new Group(level.level(), bars));
    }
    return groups;
  }

  private static void add(
      Amounts amounts,
      List<Bar> bars,
      CostReport.OfOperand operand,
      String what,
      double size,
      Color color) {
    String amount = amounts.words() ? Units.count(size) + " words" : Units.bytes(size);
    bars.add(new Bar(Text.truncate(operand.operand(), 12) + " " + what, color, size, amount));
  }

  private static Color color(MappedLayer mapped, String operand) {
    Role role =
        mapped.layer().operands().stream()
            .filter(candidate -> candidate.name().equals(operand))
            .findFirst()
            .orElseThrow()
            .role();
    return switch (role) {
      case WEIGHTS -> Palette.BLUE;
      case INPUTS -> Palette.ORANGE;
      case OUTPUTS -> Palette.GREEN;
    };
  }

  private static Color pale(Color color) {
    return new Color(
        (color.getRed() + 2 * 255) / 3,
        (color.getGreen() + 2 * 255) / 3,
        (color.getBlue() + 2 * 255) / 3);
  }

  private void draw(Graphics2D g, Rectangle2D area) {
    g.setPaint(Color.WHITE);
    g.fill(area);
    titles(g);
    int rows = groups.stream().mapToInt(group -> Math.max(1, group.bars().size())).sum();
    double space = area.getHeight() - TOP - BOTTOM - GROUP_GAP * Math.max(0, groups.size() - 1);
    double row = Math.min(ROW_MOST, space / rows);
    double bottom = TOP + row * rows + GROUP_GAP * (groups.size() - 1);
    double most =
        groups.stream()
            .flatMap(group -> group.bars().stream())
            .mapToDouble(Bar::size)
            .max()
            .orElse(1);
    // Sizes are printed in powers of 1024 where they are bytes, so the ticks are such powers too.
    double base = amounts.words() ? 10 : 16;
    int powers = Math.max(1, (int) Math.ceil(Math.log(Math.max(2, most)) / Math.log(base)));
    double length = area.getWidth() - LEFT - RIGHT;
    grid(g, base, powers, length, bottom);
    double scale = length / (powers * Math.log(base));
    double y = TOP;
    for (Group group : groups) {
      level(g, group, y, row);
      for (Bar bar : group.bars()) {
        bar(g, bar, y, row, scale);
        y += row;
      }
      y += GROUP_GAP + (group.bars().isEmpty() ? row : 0);
    }
  }

  private void titles(Graphics2D g) {
    g.setPaint(Theme.INK);
    g.setFont(Theme.TITLE);
    g.drawString("What the mapping moves, per level and operand", 24, 48);
    g.setFont(Theme.SUBTITLE);
    g.drawString(subtitle, 24, 80);
    g.drawString(
        "full colour: read; pale: written (fills and updates); all instances together, convention "
            + convention
            + "; logarithmic",
        24,
        108);
  }

  private void grid(Graphics2D g, double base, int powers, double length, double bottom) {
    g.setStroke(Theme.LINE);
    g.setFont(Theme.TICK);
    for (int power = 0; power <= powers; power++) {
      double x = LEFT + power * length / powers;
      g.setPaint(Theme.GRID);
      g.draw(new Line2D.Double(x, TOP - 8, x, bottom + 4));
      g.setPaint(Theme.INK);
      double size = Math.pow(base, power);
      String label = amounts.words() ? Units.count(size) : Units.bytes(size);
      centred(g, label.replaceAll("\\.0+( |$)", "$1"), x, bottom + 26);
    }
    g.setFont(Theme.LABEL);
    centred(g, "traffic [" + amounts.unit() + "]", LEFT + length / 2, bottom + 54);
  }

  private void level(Graphics2D g, Group group, double y, double row) {
    double height = row * Math.max(1, group.bars().size());
    g.setPaint(Theme.PANEL);
    g.fill(new Rectangle2D.Double(14, y - 4, LEFT - 24, height + 8));
    g.setPaint(Theme.INK);
    g.setFont(Theme.LABEL);
    g.drawString(Text.truncate(group.level(), 13), 22, (float) (y + height / 2 + 6));
    if (group.bars().isEmpty()) {
      g.setFont(Theme.TICK);
      g.drawString("keeps nothing", (float) LEFT + 8, (float) (y + height / 2 + 6));
    }
  }

  private static void bar(Graphics2D g, Bar bar, double y, double row, double scale) {
    double length = bar.size() > 1 ? Math.log(bar.size()) * scale : 0;
    Rectangle2D shape = new Rectangle2D.Double(LEFT, y + 1, length, row - 2);
    g.setPaint(bar.color());
    g.fill(shape);
    g.setPaint(Theme.INK);
    g.setFont(Theme.TICK.deriveFont((float) Math.min(17, row * 0.75)));
    float base = (float) (y + row / 2 + g.getFont().getSize2D() * 0.36);
    int width = g.getFontMetrics().stringWidth(bar.label());
    g.drawString(bar.label(), (float) (LEFT - 14 - width), base);
    // Clears the grid behind the amount.
    double amount = g.getFontMetrics().stringWidth(bar.amount());
    g.setPaint(Color.WHITE);
    g.fill(new Rectangle2D.Double(LEFT + length + 5, y + 3, amount + 6, row - 6));
    g.setPaint(Theme.INK);
    g.drawString(bar.amount(), (float) (LEFT + length + 8), base);
  }

  private static void centred(Graphics2D g, String text, double x, double y) {
    g.drawString(text, (float) (x - g.getFontMetrics().stringWidth(text) / 2.0), (float) y);
  }
}
