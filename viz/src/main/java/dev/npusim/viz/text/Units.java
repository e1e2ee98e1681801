package dev.npusim.viz.text;

import java.util.Locale;

/**
 * Numbers with units, about four significant digits. Bytes are binary (KiB = 1024 B), everything
 * else is decimal.
 */
public final class Units {
  private static final String[] BINARY = {"B", "KiB", "MiB", "GiB", "TiB"};
  private static final String[] LARGE = {"", " k", " M", " G", " T", " P"};
  private static final String[] SMALL = {"", "m", "u", "n", "p", "f"};

  /** Stands for a number that does not exist. */
  public static final String NONE = "-";

  private Units() {}

  public static String bytes(double bytes) {
    if (!Double.isFinite(bytes)) {
      return NONE;
    }
    int unit = 0;
    double value = bytes;
    while (Math.abs(value) >= 1023.95 && unit < BINARY.length - 1) {
      value /= 1024;
      unit++;
    }
    return (unit == 0 ? String.format(Locale.ROOT, "%.0f", value) : digits(value))
        + " "
        + BINARY[unit];
  }

  /** A count with a decimal prefix: {@code 338.7 G}. */
  public static String count(double count) {
    if (!Double.isFinite(count)) {
      return NONE;
    }
    int unit = 0;
    double value = count;
    while (Math.abs(value) >= 999.95 && unit < LARGE.length - 1) {
      value /= 1000;
      unit++;
    }
    boolean whole = unit == 0 && value == Math.rint(value);
    return (whole ? String.format(Locale.ROOT, "%.0f", value) : digits(value)) + LARGE[unit];
  }

  public static String seconds(double seconds) {
    return small(seconds, "s");
  }

  public static String joules(double joules) {
    return small(joules, "J");
  }

  /** Two digits, for tables: {@code 64 us}. */
  public static String brief(double amount, String name) {
    String text = small(amount, name);
    int space = text.indexOf(' ');
    if (space < 0 || amount == 0) {
      return text;
    }
    double value = Double.parseDouble(text.substring(0, space));
    String digits = String.format(Locale.ROOT, Math.abs(value) >= 9.95 ? "%.0f" : "%.1f", value);
    return digits + text.substring(space);
  }

  public static String watts(double watts) {
    return small(watts, "W");
  }

  /** Decimal: 1 GB/s = 10^9 bytes per second. */
  public static String bandwidth(double bytesPerSecond) {
    return digits(bytesPerSecond / 1e9) + " GB/s";
  }

  /** Clock frequencies. */
  public static String hertz(double hertz) {
    return hertz >= 1e9 ? plain(hertz / 1e9) + " GHz" : plain(hertz / 1e6) + " MHz";
  }

  public static String percent(double share) {
    return Double.isFinite(share) ? String.format(Locale.ROOT, "%.1f %%", 100 * share) : NONE;
  }

  /** All digits, in groups of three. */
  public static String exact(long number) {
    return String.format(Locale.ROOT, "%,d", number);
  }

  /** As few digits as say it: {@code 1}, {@code 0.8}. */
  public static String plain(double value) {
    String text = String.format(Locale.ROOT, "%.4f", value);
    return text.contains(".") ? text.replaceAll("0+$", "").replaceAll("\\.$", "") : text;
  }

  private static String small(double amount, String name) {
    if (!Double.isFinite(amount)) {
      return NONE;
    }
    if (amount == 0) {
      return "0 " + name;
    }
    int unit = 0;
    double value = amount;
    while (Math.abs(value) < 0.9995 && unit < SMALL.length - 1) {
      value *= 1000;
      unit++;
    }
    return digits(value) + " " + SMALL[unit] + name;
  }

  private static String digits(double value) {
    double size = Math.abs(value);
    String format = size >= 99.95 ? "%.1f" : size >= 0.9995 ? "%.2f" : "%.3f";
    return String.format(Locale.ROOT, format, value);
  }
}
