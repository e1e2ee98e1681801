package dev.npusim.ir;

/**
 * Text from outside, fit for an error message: nothing endless, and nothing that a terminal would
 * obey rather than show. Every reader repeats what it found through this class.
 */
public final class Excerpt {
  /** Characters of a found value that a message repeats. */
  public static final int LONGEST = 80;

  /** Characters of a whole message; several excerpts and a list of valid names fit. */
  private static final int LONGEST_MESSAGE = 4000;

  /** More than a name or number has: a longer word in a message is something that was found. */
  private static final int LONGEST_WORD = 3 * LONGEST;

  private Excerpt() {}

  /**
   * The first {@value #LONGEST} characters, followed by {@code ...} where there are more. Control
   * and other invisible characters are shown as their codes.
   */
  public static String of(String text) {
    return cut(text, LONGEST);
  }

  /** The same in double quotes. */
  public static String quoted(String text) {
    return '"' + of(text) + '"';
  }

  /**
   * A message that may repeat what was found as it is: no line breaks, no endless words, and no
   * more than {@value #LONGEST_MESSAGE} characters.
   */
  public static String message(String text) {
    StringBuilder message = new StringBuilder();
    int begin = 0;
    while (begin < text.length() && message.length() <= LONGEST_MESSAGE) {
      int end = text.indexOf(' ', begin) + 1;
      String word = text.substring(begin, end == 0 ? text.length() : end);
      message.append(word.length() > LONGEST_WORD ? of(word) + ' ' : word);
      begin += word.length();
    }
    return line(message.toString().stripTrailing());
  }

  /** One line of at most {@value #LONGEST_MESSAGE} characters, with its words whole. */
  public static String line(String text) {
    return cut(text, LONGEST_MESSAGE);
  }

  private static String cut(String text, int longest) {
    StringBuilder shown = new StringBuilder();
    text.codePoints()
        .limit(longest)
        .forEach(
            c -> {
              if (isVisible(c)) {
                shown.appendCodePoint(c);
              } else {
                shown.append(String.format("\\u%04x", c));
              }
            });
    return shown.append(text.codePointCount(0, text.length()) > longest ? "..." : "").toString();
  }

  private static boolean isVisible(int c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.SURROGATE,
          Character.UNASSIGNED,
          Character.PRIVATE_USE,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR ->
          false;
      default -> true;
    };
  }
}
