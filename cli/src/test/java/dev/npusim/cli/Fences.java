package dev.npusim.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/** The blocks of code in a Markdown file. */
final class Fences {
  private static final Pattern FENCE =
      Pattern.compile("^```(\\w*)\\n(.*?)^```$", Pattern.MULTILINE | Pattern.DOTALL);

  private Fences() {}

  /** The blocks in one language. */
  static List<String> of(Path file, String language) throws IOException {
    return FENCE
        .matcher(Files.readString(file))
        .results()
        .filter(fence -> fence.group(1).equals(language))
        .map(fence -> fence.group(2))
        .toList();
  }

  /** The arguments of every call of the program. */
  static List<List<String>> commands(Path file) throws IOException {
    return of(file, "sh").stream()
        .flatMap(String::lines)
        .filter(line -> line.startsWith("./npusim "))
        .map(line -> List.of(line.strip().split("\\s+")))
        .map(words -> words.subList(1, words.size()))
        .toList();
  }
}
