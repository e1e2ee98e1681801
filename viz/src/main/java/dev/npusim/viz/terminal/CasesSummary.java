package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.CaseVerdict;
import dev.npusim.viz.report.CasesReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** Mappings with Timeloop's results beside ours: a verdict each, then what differs. */
public final class CasesSummary {
  private CasesSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(CasesReport report, int width) {
    int columns = Math.max(60, width);
    Section section =
        new Section("Mappings with Timeloop's results, counted as " + report.convention(), columns);
    Table table =
        new Table(columns - 2)
            .name("mapping")
            .word("verdict")
            .number("cycles")
            .number("Timeloop")
            .number("energy")
            .number("Timeloop");
    for (CasesReport.Row row : report.rows()) {
      table.row(
          row.expected().name(),
          word(row.verdict()),
          Units.exact(row.cost().cycles()),
          Units.exact(row.expected().expected().cycles()),
          energy(row.cost().energy()),
          energy(row.expected().expected().energy()));
    }
    section.table(table);
    for (CasesReport.Row row : report.rows()) {
      for (String difference : row.differences()) {
        section.note(row.expected().name() + ": " + difference);
      }
    }
    section.note(total(report));
    return section.toString().stripTrailing() + "\n";
  }

  private static String energy(double energy) {
    return String.format(Locale.ROOT, "%,.1f", energy);
  }

  private static String word(CaseVerdict verdict) {
    return switch (verdict) {
      case AGREES -> "pass";
      case KNOWN -> "known";
      case DIFFERS -> "FAIL";
      case NOT_COMPARED -> "-";
    };
  }

  private static String total(CasesReport report) {
    long compared = report.rows().size() - report.count(CaseVerdict.NOT_COMPARED);
    if (compared == 0) {
      return report.rows().size()
          + " mappings priced; Timeloop counts by another convention, so nothing is compared.";
    }
    long known = report.count(CaseVerdict.KNOWN);
    return report.count(CaseVerdict.AGREES)
        + " of "
        + compared
        + " agree: reads, fills, updates and energy equal, cycles within 1"
        + (known == 0
            ? ""
            : "; "
                + known
                + " known: Timeloop's own slip where both loops of one window are innermost and the"
                + " other window is spatial")
        + "; "
        + report.count(CaseVerdict.DIFFERS)
        + " differ.";
  }
}
