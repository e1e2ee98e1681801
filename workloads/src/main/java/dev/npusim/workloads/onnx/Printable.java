package dev.npusim.workloads.onnx;

/** Text from a file, fit for a terminal. */
final class Printable {
  private static final int LONGEST = 4000;

  private Printable() {}

  /** Control and other invisible characters as their codes, and nothing endless. */
  static String of(String text) {
    StringBuilder found = new StringBuilder();
    text.codePoints()
        .limit(LONGEST)
        .forEach(
            c -> {
              if (isVisible(c)) {
                found.appendCodePoint(c);
              } else {
                found.append(String.format("\\u%04x", c));
              }
            });
    return found.append(text.length() > LONGEST ? "..." : "").toString();
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
