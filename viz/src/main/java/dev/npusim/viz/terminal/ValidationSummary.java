package dev.npusim.viz.terminal;

import dev.npusim.npu.reference.Bar;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.Errors;
import dev.npusim.npu.reference.RecordedErrors;
import dev.npusim.viz.report.ValidationReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** How far our models are from reference sets: all sets in short, or the cases of one. */
public final class ValidationSummary {
  private static final int NARROWEST = 60;

  /** Whole numbers below this are printed with all of their digits. */
  private static final double EXACT_BELOW = 1e12;

  /** As many cases with one cause are listed by name. */
  private static final int NAMED = 3;

  private ValidationSummary() {}

  /**
   * One line per set, then where each quantity stands against its bar.
   *
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(ValidationReport report, int width) {
    int columns = Math.max(NARROWEST, width);
    Table sets =
        new Table(columns - 2)
            .word("set")
            .number("cases")
            .number("equal")
            .word("bars")
            .name("what is compared");
    for (ValidationReport.Compared compared : report.sets()) {
      sets.row(
          compared.set().name(),
          Units.exact(compared.cases()),
          Units.exact(compared.exact()),
          hasBars(compared) ? verdict(compared.meets()) : "none",
          compared.set().title());
    }
    StringBuilder text =
        new StringBuilder(new Section("Distance from references", columns).table(sets).toString());
    text.append(
        new Section("Errors without sign, against the bars", columns)
            .table(errors(report.sets(), columns))
            .toString());
    text.append(recorded(report, columns));
    return text.toString().stripTrailing() + "\n";
  }

  /** What has become worse since errors were recorded; empty where they are not compared. */
  private static String recorded(ValidationReport report, int columns) {
    if (report.recorded().isEmpty()) {
      return "";
    }
    RecordedErrors recorded = report.recorded().get();
    String tolerance = Units.percent(RecordedErrors.TOLERANCE);
    Section section = new Section("Against the errors of " + recorded.file(), columns);
    recorded.origin().forEach(section::note);
    if (report.worse().isEmpty()) {
      section.note(
          "No median, 90th percentile or worst error has grown by more than "
              + tolerance
              + " of itself.");
    } else {
      Table table =
          new Table(columns - 2)
              .word("set")
              .name("quantity")
              .word("worse than recorded")
              .number("recorded")
              .number("now");
      report.worse().forEach(worse -> row(table, worse));
      section.table(table);
    }
    if (!report.unrecorded().isEmpty()) {
      section.note(
          "not recorded yet: "
              + String.join(
                  "; ", report.unrecorded().stream().map(RecordedErrors.Key::toString).toList()));
    }
    return section.toString();
  }

  private static void row(Table table, RecordedErrors.Worse worse) {
    boolean isGone = Double.isNaN(worse.now());
    boolean isCount = worse.what().equals("cases");
    table.row(
        worse.key().set(),
        worse.key().quantity(),
        isGone ? "not compared any more" : worse.what(),
        isCount ? number(worse.recorded()) : percent(worse.recorded()),
        isGone ? "" : isCount ? number(worse.now()) : percent(worse.now()));
  }

  /** The cases of one set, its errors against its bars, its source, and what became worse. */
  public static String renderSet(ValidationReport report, int width) {
    int columns = Math.max(NARROWEST, width);
    return (render(report.sets().get(0), width) + "\n" + recorded(report, columns)).stripTrailing()
        + "\n";
  }

  /** The cases of one set, its errors against its bars, its source. */
  public static String render(ValidationReport.Compared compared, int width) {
    int columns = Math.max(NARROWEST, width);
    StringBuilder text = new StringBuilder();
    Section head = new Section(compared.set().name() + ": " + compared.set().title(), columns);
    head.entry("source", String.join(" ", compared.set().source()));
    compared.set().assumptions().forEach(line -> head.entry("assumed", line));
    text.append(head);
    compared.quantities().forEach(quantity -> text.append(cases(quantity, columns)));
    Section errors = new Section("Errors without sign, against the bars", columns);
    errors.table(errors(List.of(compared), columns));
    reasons(compared).forEach((reason, names) -> errors.note(join(names) + ": " + reason + "."));
    return text.append(errors).toString().stripTrailing() + "\n";
  }

  /** Why the bars are where they are, each with the quantities it is said of. */
  private static Map<String, List<String>> reasons(ValidationReport.Compared compared) {
    Map<String, List<String>> reasons = new LinkedHashMap<>();
    for (ComparedQuantity quantity : compared.quantities()) {
      quantity
          .bar()
          .ifPresent(
              bar ->
                  reasons
                      .computeIfAbsent(bar.reason(), key -> new ArrayList<>())
                      .add(quantity.quantity()));
    }
    return reasons;
  }

  private static String join(List<String> names) {
    return (names.size() == 1 ? "bar of " : "bars of ") + String.join(", ", names);
  }

  private static Section cases(ComparedQuantity quantity, int columns) {
    String unit =
        quantity.unit().isEmpty() || quantity.quantity().endsWith(quantity.unit())
            ? ""
            : " [" + quantity.unit() + "]";
    Section section = new Section(quantity.quantity() + unit, columns);
    if (quantity.exact() == quantity.cases().size() && quantity.exact() > 1) {
      return section.note(
          "all " + Units.exact(quantity.exact()) + " cases equal; --csv and --json list them");
    }
    Table table =
        new Table(columns - 2).name("case").number("reference").number("ours").number("error");
    Map<String, List<String>> causes = new LinkedHashMap<>();
    for (ComparedQuantity.Case each : quantity.cases()) {
      table.row(each.name(), number(each.reference()), number(each.ours()), signed(each.error()));
      if (!each.cause().isEmpty()) {
        causes.computeIfAbsent(each.cause(), key -> new ArrayList<>()).add(each.name());
      }
    }
    section.table(table);
    causes.forEach((cause, names) -> section.note(which(names) + ": " + cause + "."));
    return section;
  }

  private static String which(List<String> names) {
    return names.size() > NAMED ? names.size() + " cases" : String.join("; ", names);
  }

  private static Table errors(List<ValidationReport.Compared> sets, int columns) {
    Table table =
        new Table(columns - 2)
            .word("set")
            .name("quantity")
            .number("cases")
            .number("equal")
            .number("median")
            .number("90th")
            .number("worst")
            .word("bar")
            .word("");
    for (ValidationReport.Compared compared : sets) {
      for (ComparedQuantity quantity : compared.quantities()) {
        Errors errors = quantity.errors();
        table.row(
            compared.set().name(),
            quantity.quantity(),
            Units.exact(quantity.cases().size()),
            Units.exact(quantity.exact()),
            percent(errors.median()),
            percent(errors.p90()),
            percent(errors.worst()),
            quantity.bar().map(ValidationSummary::text).orElse("none, reported"),
            quantity.bar().map(bar -> verdict(quantity.meets())).orElse(""));
      }
    }
    return table;
  }

  private static boolean hasBars(ValidationReport.Compared compared) {
    return compared.quantities().stream().anyMatch(quantity -> quantity.bar().isPresent());
  }

  private static String text(Bar bar) {
    String statistic = bar.statistic().name().toLowerCase(Locale.ROOT);
    return bar.limit() == 0 ? "all equal" : statistic + " <= " + percent(bar.limit());
  }

  private static String verdict(boolean meets) {
    return meets ? "pass" : "FAIL";
  }

  /** Small errors are not rounded to nothing. */
  private static String percent(double share) {
    if (share != 0 && share < 5e-5) {
      return String.format(Locale.ROOT, "%.0e %%", 100 * share);
    }
    return Units.percent(share);
  }

  private static String signed(double share) {
    return share == 0 ? "0" : (share < 0 ? "-" : "+") + percent(Math.abs(share));
  }

  private static String number(double value) {
    if (value == Math.rint(value) && Math.abs(value) < EXACT_BELOW) {
      return Units.exact((long) value);
    }
    return String.format(Locale.ROOT, "%,.3f", value);
  }
}
