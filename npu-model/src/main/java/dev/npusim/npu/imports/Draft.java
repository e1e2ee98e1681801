package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Excerpt;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.Quote;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A chip.yaml in the making: every value with where it comes from, and what is lost. */
final class Draft {
  /** A value as chip.yaml spells it, and where it comes from. */
  record Line(String value, String comment) {}

  private final Map<String, Map<String, Line>> sections = new LinkedHashMap<>();
  private final ImmutableList.Builder<String> translated = ImmutableList.builder();
  private final ImmutableList.Builder<String> assumed = ImmutableList.builder();
  private final List<String> inexpressible = new ArrayList<>();
  private final List<String> notUnderstood = new ArrayList<>();

  /**
   * A value from the file.
   *
   * @param key {@code SECTION.KEY}, memories by name; keys of the whole chip have no section
   * @param from the key of the file and its place
   */
  void translated(String key, String value, String from) {
    translated.add(key + " = " + value + ", from " + from);
    put(key, new Line(value, "from " + from));
  }

  /** A value that the file does not have. */
  void assumed(String key, String value, String reason) {
    assumed.add(key + " = " + value + ": " + reason);
    put(key, new Line(value, "assumed: " + reason));
  }

  void inexpressible(Place place, String what) {
    inexpressible.add(place.text() + ": " + what);
  }

  void notUnderstood(Place place, String what) {
    notUnderstood.add(place.text() + ": " + what);
  }

  /** The text of a name. */
  static String text(String name) {
    return Quote.whole(Excerpt.of(name));
  }

  /** Whole bytes. */
  static String size(long bytes) {
    if (bytes % (1L << 30) == 0) {
      return (bytes >> 30) + " GiB";
    }
    if (bytes % (1 << 20) == 0) {
      return (bytes >> 20) + " MiB";
    }
    return bytes % 1024 == 0 ? (bytes >> 10) + " KiB" : bytes + " B";
  }

  /** A short decimal. */
  static String number(BigDecimal number) {
    return number.round(new MathContext(12)).stripTrailingZeros().toPlainString();
  }

  static String number(double number) {
    return number(BigDecimal.valueOf(number));
  }

  /** A clock. */
  static String clock(BigDecimal hertz) {
    BigDecimal mega = hertz.movePointLeft(6);
    boolean isGiga = mega.compareTo(BigDecimal.valueOf(1000)) >= 0;
    return isGiga ? number(mega.movePointLeft(3)) + " GHz" : number(mega) + " MHz";
  }

  /** Bytes per cycle. */
  static String perCycle(BigDecimal bytes) {
    return number(bytes) + " B/cycle";
  }

  /** What becomes of it. */
  Imported finish(String format, String file) {
    ImmutableList<String> lost = ImmutableList.copyOf(inexpressible);
    ImmutableList<String> unknown = ImmutableList.copyOf(notUnderstood);
    String yaml = DraftText.write(format, file, sections, lost, unknown);
    return new Imported(format, yaml, translated.build(), assumed.build(), lost, unknown);
  }

  private void put(String key, Line line) {
    int dot = key.indexOf('.');
    String section = dot < 0 ? "" : key.substring(0, dot);
    sections
        .computeIfAbsent(section, ignored -> new LinkedHashMap<>())
        .put(key.substring(dot + 1), line);
  }
}
