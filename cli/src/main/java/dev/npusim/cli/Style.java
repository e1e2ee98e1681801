package dev.npusim.cli;

import java.util.regex.Pattern;

/**
 * Text for a terminal with colours: titles are bold, verdicts green or red. The words are the same
 * without them, so nothing is said by colour alone.
 */
final class Style {
  private static final String BOLD = "\u001b[1m";
  private static final String GREEN = "\u001b[32m";
  private static final String RED = "\u001b[31m";
  private static final String OFF = "\u001b[0m";

  /** Of sections: what is below them is indented. */
  private static final Pattern TITLE = Pattern.compile("(?m)^(\\S.*)$(?=\\n {2}\\S)");

  private static final Pattern GOOD = Pattern.compile("(?m)(?<= )(better|pass|optimal)$");
  private static final Pattern BAD = Pattern.compile("(?m)(?<= )(worse|fail|FAIL)$");

  private Style() {}

  static String of(String text) {
    String titles = TITLE.matcher(text).replaceAll(BOLD + "$1" + OFF);
    String good = GOOD.matcher(titles).replaceAll(GREEN + "$1" + OFF);
    return BAD.matcher(good).replaceAll(RED + "$1" + OFF);
  }
}
