package dev.npusim.viz.terminal;

import dev.npusim.ir.Gap;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.Residual;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.List;
import java.util.Locale;

/** The tensors that wait for a late reader. */
final class ResidualSection {
  private static final int SHOWN = 12;

  private final ModelReport report;
  private final int width;

  ResidualSection(ModelReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    List<Residual> all = report.residuals();
    if (all.isEmpty()) {
      return "";
    }
    Section section =
        new Section("Late reads: tensors that wait between two accesses, " + counts(all), width);
    Table table =
        new Table(width - 2)
            .name("tensor")
            .name("read by")
            .word("kind")
            .number("bytes")
            .number("steps")
            .number("MAC/B")
            .number("wts/B");
    for (Residual residual : all.subList(0, Math.min(SHOWN, all.size()))) {
      table.row(
          residual.name(),
          residual.consumer(),
          name(residual.kind()),
          Units.bytes(residual.bytes()),
          Integer.toString(residual.distance()),
          number(residual.macsPerByte()),
          number(residual.rereadPerByte()));
    }
    section.table(table);
    if (all.size() > SHOWN) {
      section.note((all.size() - SHOWN) + " more with --json FILE or --out DIR.");
    }
    long joined = all.stream().filter(Residual::joined).count();
    if (joined > 0) {
      section.note(
          joined
              + (joined == 1 ? " is a concat and comes" : " are concats and come")
              + " last: a concat stores nothing, what waits are the tensors that it joins.");
    }
    return section
        .note(
            "Steps: operations from the access before to the late one; reshapes and slices are none."
                + " MAC/B and wts/B: MACs and weight bytes read again per byte of the tensor when it is"
                + " computed again; moving it to DRAM and back costs 2 bytes per byte.")
        .toString();
  }

  private static String counts(List<Residual> all) {
    StringBuilder text = new StringBuilder();
    for (Gap.Kind kind : Gap.Kind.values()) {
      long count = all.stream().filter(residual -> residual.kind() == kind).count();
      if (count > 0) {
        text.append(text.length() > 0 ? ", " : "").append(count).append(' ').append(name(kind));
      }
    }
    return text.toString();
  }

  private static String name(Gap.Kind kind) {
    return kind.name().toLowerCase(Locale.ROOT);
  }

  private static String number(double value) {
    return Double.isFinite(value)
        ? String.format(Locale.ROOT, value >= 1000 ? "%.0f" : "%.1f", value)
        : Units.NONE;
  }
}
