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

  /** The words of a command line that this class has written. */
  static List<String> words(String text) {
    List<String> words = new ArrayList<>();
    StringBuilder word = new StringBuilder();
    boolean isQuoted = false;
    boolean isWord = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '\'') {
        isQuoted = !isQuoted;
        isWord = true;
      } else if (c == ' ' && !isQuoted) {
        if (isWord) {
          words.add(word.toString());
        }
        word.setLength(0);
        isWord = false;
      } else {
        // Outside of quotes a backslash stands for the quote after it.
        word.append(c == '\\' && !isQuoted && i + 1 < text.length() ? text.charAt(++i) : c);
        isWord = true;
      }
    }
    if (isWord) {
      words.add(word.toString());
    }
    return words;
  }

  @Override
  public String toString() {
    return String.join(" ", words);
  }
}
