package dev.npusim.viz.terminal;

import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.viz.report.FuseText;
import dev.npusim.viz.report.WaitingTensors;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.List;
import java.util.Locale;

/** What was done with the long-lived tensors, and what the alternatives cost. */
final class TensorSection {
  /** Rows shown. */
  private static final int MOST = 24;

  private final List<TensorDecision> tensors;
  private final int width;

  TensorSection(List<TensorDecision> tensors, int width) {
    this.tensors = tensors;
    this.width = width;
  }

  String render() {
    if (tensors.isEmpty()) {
      return "";
    }
    List<TensorDecision> shown = WaitingTensors.shown(tensors, MOST);
    String title =
        WaitingTensors.hasSkips(tensors) ? "Skips" : "Largest tensors that wait for a later reader";
    Section section =
        new Section(title, width)
            .note(
                "MAC/B and wts/B: MACs and weight bytes read again per byte when it is"
                    + " recomputed. Costs as time/energy of the engines they occupy; partial shows the share kept.");
    section.table(table(shown));
    section.note(
        "keep: for so long, in SRAM x time. hid: share of a spill's and a recomputation's time behind"
            + " other work. fuse: everything from producer to reader in tiles, estimated from shapes.");
    section.table(alternatives(shown));
    reasons(section, shown);
    if (shown.size() < tensors.size()) {
      section.note(tensors.size() - shown.size() + " more gaps in result.json: " + others(shown));
    }
    return section.toString();
  }

  private Table table(List<TensorDecision> shown) {
    Table table =
        new Table(width - 2)
            .number("#")
            .name("tensor")
            .number("bytes")
            .number("MAC/B")
            .number("wts/B")
            .number("spill")
            .number("recompute")
            .word("verdict");
    for (int i = 0; i < shown.size(); i++) {
      TensorDecision tensor = shown.get(i);
      table.row(
          Integer.toString(i + 1),
          tensor.name(),
          Units.bytes(tensor.bytes()),
          number(tensor.macsPerByte()),
          number(tensor.weightBytesRereadPerByte()),
          cost(tensor.spill()),
          cost(tensor.recompute()),
          verdict(tensor));
    }
    return table;
  }

  /** What else each would have cost. */
  private Table alternatives(List<TensorDecision> shown) {
    Table table =
        new Table(width - 2)
            .number("#")
            .number("keep")
            .number("MiB ms")
            .number("spill hid")
            .number("recompute hid")
            .name("fuse");
    for (int i = 0; i < shown.size(); i++) {
      TensorDecision tensor = shown.get(i);
      table.row(
          Integer.toString(i + 1),
          Units.brief(tensor.heldSeconds(), "s"),
          String.format(
              Locale.ROOT, "%.2f", tensor.bytes() / 1048576.0 * tensor.heldSeconds() * 1e3),
          hidden(tensor.spill()),
          hidden(tensor.recompute()),
          FuseText.brief(tensor));
    }
    return table;
  }

  private static String hidden(Cost cost) {
    return cost.timeSeconds() > 0
        ? Math.round(100 * (1 - cost.exposedSeconds() / cost.timeSeconds())) + " %"
        : Units.NONE;
  }

  private void reasons(Section section, List<TensorDecision> shown) {
    int from = 0;
    for (int i = 1; i <= shown.size(); i++) {
      if (i == shown.size() || !shown.get(i).reason().equals(shown.get(from).reason())) {
        String numbers = i - from == 1 ? "" + i : (from + 1) + "-" + i;
        section.entry("why " + numbers, shown.get(from).reason());
        from = i;
      }
    }
  }

  private String others(List<TensorDecision> shown) {
    StringBuilder text = new StringBuilder();
    for (TensorDecision.Decision decision : TensorDecision.Decision.values()) {
      long count =
          tensors.stream()
              .filter(tensor -> !shown.contains(tensor) && tensor.decision() == decision)
              .count();
      if (count > 0) {
        text.append(text.length() > 0 ? ", " : "").append(count).append(' ').append(name(decision));
      }
    }
    return text + ".";
  }

  private static String verdict(TensorDecision tensor) {
    double share = tensor.bytes() > 0 ? (double) tensor.keptBytes() / tensor.bytes() : 0;
    return tensor.decision() == TensorDecision.Decision.PARTIAL
        ? "partial (" + Math.round(100 * share) + " %)"
        : name(tensor.decision());
  }

  private static String name(TensorDecision.Decision decision) {
    return decision.name().toLowerCase(Locale.ROOT);
  }

  private static String cost(Cost cost) {
    return Double.isFinite(cost.timeSeconds())
        ? Units.brief(cost.timeSeconds(), "s") + "/" + Units.brief(cost.energyJ(), "J")
        : Units.NONE;
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.1f", value)
        : Units.NONE;
  }
}
