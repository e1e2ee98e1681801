package dev.npusim.viz.terminal;

import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.text.Section;

/**
 * One run on a terminal: the assumptions first, then the totals, where the time goes, which layers
 * and tensors hurt, and whether the replay agreed. Plain text without colour codes.
 */
public final class TerminalSummary {
  /** Characters per line when nothing better is known. */
  public static final int DEFAULT_WIDTH = 100;

  private TerminalSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(RunReport report, int width) {
    int columns = Math.max(60, width);
    Result result = report.result();
    return new HardwareSection(report, columns).render()
        + new ConventionsSection(result, columns).render()
        + new TotalsSection(report, columns).render()
        + new UtilizationSection(result, columns).render()
        + FusionSection.render(result, columns)
        + new TensorSection(result.tensors(), columns).render()
        + MarginalSection.render(result, columns)
        + (result.isComplete() ? "" : endedEarly(columns))
        + check(result.check(), columns);
  }

  private static String endedEarly(int width) {
    Section section = new Section("Search", width);
    section.note(
        "Ended early, by the clock or by hand: this is the best schedule found until then, and it"
            + " depends on the machine.");
    return section.toString();
  }

  private static String check(CheckSummary check, int width) {
    Section section = new Section("Checked", width);
    if (check.violations() == 0) {
      section.note(
          "An independent replay of "
              + check.events()
              + " events found no violation and the same totals.");
    } else {
      section.note(
          check.violations() + " VIOLATIONS in a replay of " + check.events() + " events:");
      check.messages().forEach(section::note);
    }
    return section.toString().stripTrailing() + "\n";
  }
}
