package dev.npusim.cli;

import java.util.ArrayList;
import java.util.List;

/** A command line that can be pasted into a shell. */
final class CommandText {
  private final List<String> words = new ArrayList<>();

  CommandText(String... words) {
    for (String word : words) {
      this.words.add(quote(word));
    }
  }

  void add(String option) {
    words.add(option);
  }

  void add(String option, String value) {
    words.add(option);
    words.add(quote(value));
  }

  private static String quote(String word) {
    boolean plain = word.matches("[A-Za-z0-9_./,:=+@%-]+");
    return plain ? word : "'" + word.replace("'", "'\\''") + "'";
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
