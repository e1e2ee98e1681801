package dev.npusim.viz.chart;

import dev.npusim.viz.text.Units;
import java.text.DecimalFormat;
import java.text.DecimalFormatSymbols;
import java.text.FieldPosition;
import java.text.NumberFormat;
import java.text.ParsePosition;
import java.util.Locale;
import org.jfree.chart.axis.LogAxis;
import org.jfree.chart.axis.NumberAxis;
import org.jfree.chart.axis.NumberTickUnit;
import org.jfree.chart.axis.TickUnits;
import org.jfree.chart.ui.RectangleInsets;

/** Axes whose tick labels carry their unit. */
final class Axes {
  private Axes() {}

  /** Bytes, ticks at powers of two and their multiples. */
  static NumberAxis bytes(String label, double most) {
    NumberFormat format = byteFormat();
    TickUnits units = new TickUnits();
    for (int power = 0; power < 50; power++) {
      units.add(new NumberTickUnit(Math.pow(2, power), format, 0));
    }
    return zeroTo(label, most, units);
  }

  private static NumberFormat byteFormat() {
    return new LabelFormat() {
      private static final long serialVersionUID = 1L;

      @Override
      String label(double value) {
        return Units.bytes(value).replaceAll("\\.0+ ", " ").replaceAll("(\\.\\d*?)0+ ", "$1 ");
      }
    };
  }

  /** Bytes on a logarithmic scale, ticks at powers of 16. */
  static LogAxis logBytes(String label, double least, double most) {
    LogAxis axis = Theme.axis(new LogAxis(label));
    axis.setBase(16);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(byteFormat());
    axis.setMinorTickMarksVisible(false);
    axis.setRange(Math.max(1, Math.min(least, most / 2)), most);
    return axis;
  }

  /** Numbers with decimal prefixes on a logarithmic scale, ticks at powers of ten. */
  static LogAxis logNumbers(String label, double least, double most) {
    LogAxis axis = Theme.axis(new LogAxis(label));
    axis.setBase(10);
    axis.setTickUnit(new NumberTickUnit(1));
    axis.setNumberFormatOverride(countFormat());
    axis.setMinorTickMarksVisible(false);
    axis.setRange(least, most);
    return axis;
  }

  private static NumberFormat countFormat() {
    return new LabelFormat() {
      private static final long serialVersionUID = 1L;

      @Override
      String label(double value) {
        return value < 1 ? Units.plain(value) : Units.count(value).replaceAll("\\.0+( |$)", "$1");
      }
    };
  }

  /** Counts with decimal prefixes. */
  static NumberAxis counts(String label, double most) {
    NumberFormat format = countFormat();
    TickUnits units = new TickUnits();
    for (double unit = 1; unit < 1e18; unit *= 10) {
      units.add(new NumberTickUnit(unit, format, 0));
      units.add(new NumberTickUnit(2 * unit, format, 0));
      units.add(new NumberTickUnit(5 * unit, format, 0));
    }
    return zeroTo(label, most, units);
  }

  /** Plain numbers; the unit is in the label. */
  static NumberAxis numbers(String label, double most) {
    NumberFormat format =
        new DecimalFormat("0.######", DecimalFormatSymbols.getInstance(Locale.ROOT));
    TickUnits units = new TickUnits();
    for (int power = -6; power < 9; power++) {
      double unit = Math.pow(10, power);
      units.add(new NumberTickUnit(unit, format, 0));
      units.add(new NumberTickUnit(2 * unit, format, 0));
      units.add(new NumberTickUnit(5 * unit, format, 0));
    }
    return zeroTo(label, most, units);
  }

  private static NumberAxis zeroTo(String label, double most, TickUnits units) {
    NumberAxis axis = Theme.axis(new NumberAxis(label));
    axis.setStandardTickUnits(units);
    // Room around labels keeps grid lines apart.
    axis.setTickLabelInsets(new RectangleInsets(14, 4, 14, 4));
    axis.setRange(0, most > 0 ? most * 1.06 : 1);
    return axis;
  }

  /** A format that only writes. */
  abstract static class LabelFormat extends NumberFormat {
    private static final long serialVersionUID = 1L;

    abstract String label(double value);

    @Override
    public StringBuffer format(double value, StringBuffer to, FieldPosition position) {
      return to.append(label(value));
    }

    @Override
    public StringBuffer format(long value, StringBuffer to, FieldPosition position) {
      return to.append(label(value));
    }

    @Override
    public Number parse(String text, ParsePosition position) {
      throw new UnsupportedOperationException("tick labels are only written");
    }
  }
}
