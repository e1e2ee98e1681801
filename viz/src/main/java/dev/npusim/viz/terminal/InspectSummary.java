package dev.npusim.viz.terminal;

import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.ModelReport;

/**
 * What a model is before any hardware: sizes and work by block and by operation, the four memory
 * curves, and the tensors that wait.
 */
public final class InspectSummary {
  private InspectSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(InspectReport report, int width) {
    int columns = Math.max(60, width);
    ModelReport model = report.model();
    StringBuilder text =
        new StringBuilder()
            .append(new ModelSection(model, columns).render())
            .append(new WorkSection(model, columns).render())
            .append(new CurveSection(model, columns).render())
            .append(new ResidualSection(model, columns).render())
            .append(new CoverageSection(model, columns).render());
    if (report.phases() != null) {
      text.append(ComparisonSummary.render("Prefill and decode", report.phases(), columns));
    }
    if (report.against() != null) {
      text.append(ComparisonSummary.render("Two models side by side", report.against(), columns));
    }
    return text.toString().stripTrailing() + "\n";
  }
}
