package dev.npusim.viz.terminal;

import dev.npusim.npu.calibrate.Calibration;
import dev.npusim.npu.calibrate.CalibrationModel;
import dev.npusim.npu.reference.Errors;
import dev.npusim.viz.report.CalibrationReport;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Table;
import dev.npusim.viz.text.Units;
import java.math.BigDecimal;
import java.math.MathContext;

/** Fitted constants, and each measured row beside what they say of it. */
public final class CalibrationSummary {
  private static final int NARROWEST = 60;
  private static final MathContext DIGITS = new MathContext(4);

  private CalibrationSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(CalibrationReport report, int width) {
    int columns = Math.max(NARROWEST, width);
    StringBuilder text = new StringBuilder();
    Section head = new Section(report.title(), columns);
    Calibration first = report.calibrations().get(0);
    if (!first.measurements().comments().isEmpty()) {
      head.entry("rows from", String.join(" ", first.measurements().comments()));
    }
    if (!report.why().isEmpty()) {
      head.entry("terms", report.why() + ".");
    }
    head.entry(
        "fit",
        "least squares of the relative errors, no constant below 0; \"left out\" is what constants"
            + " fitted to the other rows say.");
    text.append(head);
    for (Calibration calibration : report.calibrations()) {
      text.append(constants(calibration, columns)).append(rows(calibration, columns));
    }
    return text.append(errors(report, columns)).toString().stripTrailing() + "\n";
  }

  private static Section constants(Calibration calibration, int columns) {
    CalibrationModel model = calibration.model();
    Table table = new Table(columns - 2).word("constant").number("value").name("unit");
    for (int i = 0; i < model.terms().size(); i++) {
      table.row(
          model.terms().get(i).constant(),
          number(calibration.constants().get(i)),
          model.unit(model.terms().get(i)));
    }
    Section section = new Section(model.formula(), columns).table(table);
    for (int i = 0; i < model.terms().size(); i++) {
      if (calibration.constants().get(i) == 0) {
        section.note(
            model.terms().get(i).constant()
                + " is 0: the rows are described no better with it, or it would have to be"
                + " negative.");
      }
    }
    return section;
  }

  private static Section rows(Calibration calibration, int columns) {
    Table table =
        new Table(columns - 2)
            .name("row")
            .number("measured")
            .number("fitted")
            .number("error")
            .number("left out")
            .number("error");
    for (Calibration.Fit fit : calibration.fits()) {
      table.row(
          fit.name().isEmpty() ? "line " + fit.line() : fit.name(),
          number(fit.measured()),
          number(fit.fitted()),
          signed(fit.error()),
          number(fit.leftOut()),
          signed(fit.leftOutError()));
    }
    String unit = calibration.model().unit();
    return new Section(
            calibration.model().target() + (unit.isEmpty() ? "" : " [" + unit + "]"), columns)
        .table(table);
  }

  private static Section errors(CalibrationReport report, int columns) {
    boolean judged = !Double.isNaN(report.bar());
    Table table =
        new Table(columns - 2)
            .name("target")
            .word("rows")
            .number("median")
            .number("worst")
            .word(judged ? "bar" : "")
            .word("");
    for (Calibration calibration : report.calibrations()) {
      row(table, calibration.model().target(), "fitted", calibration.inSample(), "", "");
      row(
          table,
          "",
          "left out",
          calibration.leaveOneOut(),
          judged ? "worst <= " + Units.percent(report.bar()) : "",
          !judged ? "" : report.meets(calibration) ? "pass" : "FAIL");
    }
    return new Section("Errors without sign", columns).table(table);
  }

  private static void row(
      Table table, String target, String rows, Errors errors, String bar, String verdict) {
    table.row(
        target, rows, Units.percent(errors.median()), Units.percent(errors.worst()), bar, verdict);
  }

  private static String signed(double share) {
    return (share < 0 ? "-" : "+") + Units.percent(Math.abs(share));
  }

  private static String number(double value) {
    BigDecimal rounded = new BigDecimal(value).round(DIGITS).stripTrailingZeros();
    return rounded.scale() > 9 || rounded.precision() - rounded.scale() > 12
        ? rounded.toString()
        : rounded.toPlainString();
  }
}
