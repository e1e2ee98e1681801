package dev.npusim.viz.text;

import java.util.List;

/** A titled part of a terminal page: aligned keys with wrapped values, tables and notes. */
public final class Section {
  private static final int KEY = 18;

  private final StringBuilder text = new StringBuilder();
  private final int width;

  public Section(String title, int width) {
    this.width = width;
    text.append(Text.truncate(Text.printable(title), width)).append('\n');
  }

  /**
   * A key and what it is, continued below where it is too long; a long key is alone on its line.
   */
  public Section entry(String key, String value) {
    if (key.length() >= KEY) {
      text.append("  ").append(Text.truncate(Text.printable(key), width - 2)).append('\n');
      return entry("", value);
    }
    List<String> lines = Text.wrap(Text.printable(value), Math.max(20, width - KEY - 2));
    for (int i = 0; i < lines.size(); i++) {
      text.append("  ").append(Text.left(i == 0 ? key : "", KEY)).append(lines.get(i)).append('\n');
    }
    return this;
  }

  /** A sentence over the whole width. */
  public Section note(String sentence) {
    for (String line : Text.wrap(Text.printable(sentence), Math.max(20, width - 2))) {
      text.append("  ").append(line).append('\n');
    }
    return this;
  }

  /** A line as it is, without spaces at its end. */
  public Section line(String line) {
    text.append("  ").append(Text.printable(line).stripTrailing()).append('\n');
    return this;
  }

  /** A table made for {@code width - 2} characters. */
  public Section table(Table table) {
    table.render().lines().forEach(line -> text.append(("  " + line).stripTrailing()).append('\n'));
    return this;
  }

  @Override
  public String toString() {
    return text.append('\n').toString();
  }
}
