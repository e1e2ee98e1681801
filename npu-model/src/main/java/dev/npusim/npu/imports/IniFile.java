package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Excerpt;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.YamlNode;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Files as Python's {@code configparser} reads them by default: sections in brackets, {@code key =
 * value} or {@code key: value}, whole-line comments after {@code #} or {@code ;}, keys in any case.
 * Values of several lines are refused.
 */
final class IniFile {
  private final String file;
  private final Map<String, YamlNode.Entry> sections = new LinkedHashMap<>();
  private Map<String, YamlNode.Entry> entries = new LinkedHashMap<>();
  private final Set<String> keys = new HashSet<>();
  private Place header;
  private String section = "";

  private IniFile(String file) {
    this.file = file;
    this.header = Place.inFile(file, 1, 1);
  }

  /** A section of sections. */
  static YamlNode read(String file, String text) {
    IniFile ini = new IniFile(file);
    List<String> lines = text.lines().toList();
    for (int i = 0; i < lines.size(); i++) {
      ini.line(i + 1, lines.get(i));
    }
    ini.close();
    return new YamlNode.Mapping(Place.inFile(file, 1, 1), ImmutableMap.copyOf(ini.sections));
  }

  private void line(int number, String line) {
    String text = line.strip();
    if (text.isEmpty() || text.startsWith("#") || text.startsWith(";")) {
      return;
    }
    int indent = line.indexOf(text);
    Place place = Place.inFile(file, number, indent + 1);
    if (text.startsWith("[")) {
      if (!text.endsWith("]") || text.length() == 2) {
        throw place.error(Excerpt.quoted(text) + ": expected [section]");
      }
      close();
      section = text.substring(1, text.length() - 1);
      header = place;
      return;
    }
    if (section.isEmpty()) {
      throw place.error(Excerpt.quoted(text) + ": before the first [section]");
    }
    int delimiter = delimiter(text);
    if (delimiter <= 0) {
      throw place.error(Excerpt.quoted(text) + ": expected key = value");
    }
    if (indent > 0) {
      throw place.error(
          Excerpt.quoted(text)
              + ": indented, which continues the value of the line before; begin the line with the"
              + " key");
    }
    String key = text.substring(0, delimiter).strip();
    if (!keys.add(key.toLowerCase(Locale.ROOT))) {
      throw place.error("key " + Excerpt.quoted(key) + ": a second time in [" + section + "]");
    }
    String value = text.substring(delimiter + 1).strip();
    int column = value.isEmpty() ? delimiter + 1 : line.indexOf(value, delimiter + 1);
    entries.put(
        key,
        new YamlNode.Entry(
            place, new YamlNode.Scalar(Place.inFile(file, number, column + 1), value)));
  }

  private static int delimiter(String text) {
    int equals = text.indexOf('=');
    int colon = text.indexOf(':');
    return equals < 0 ? colon : colon < 0 ? equals : Math.min(equals, colon);
  }

  private void close() {
    if (section.isEmpty()) {
      return;
    }
    YamlNode.Mapping mapping = new YamlNode.Mapping(header, ImmutableMap.copyOf(entries));
    if (sections.putIfAbsent(section, new YamlNode.Entry(header, mapping)) != null) {
      throw header.error("section [" + Excerpt.of(section) + "]: a second time");
    }
    entries = new LinkedHashMap<>();
    keys.clear();
  }
}
