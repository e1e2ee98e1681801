package dev.npusim.mapper.search;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.base.Splitter;
import com.google.common.hash.Hashing;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.text.MappingText;
import java.io.Serial;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A result as a file: the key in full, the figures, the mapping as people write it, and a checksum
 * of all that. Nothing in it is believed that can be computed.
 */
final class MappingEntry {
  private static final String FORMAT = "npusim mapping 1";
  private static final String CHECKSUM = "sha256: ";
  private static final Splitter LINES = Splitter.on('\n');

  private MappingEntry() {}

  /** Says why an entry is not used. */
  static final class UnusableException extends Exception {
    @Serial private static final long serialVersionUID = 1;

    UnusableException(String message) {
      super(message);
    }

    UnusableException(String message, Throwable cause) {
      super(message, cause);
    }
  }

  static String write(
      String program, MappingKey key, List<SearchProblem> problems, Alternatives.Found found) {
    SearchResult result = found.result();
    String text =
        FORMAT
            + "\nprogram: "
            + program
            + "\nkey: "
            + key.text()
            + "\nindex: "
            + found.index()
            + "\ncycles: "
            + result.cycles()
            + "\nenergy: "
            + result.energy()
            + "\nlower_bound: "
            + result.lowerBound()
            + "\noptimal: "
            + result.optimal()
            + "\nevaluated: "
            + result.evaluated()
            + "\npruned: "
            + result.pruned()
            + "\nstrategy: "
            + result.strategy()
            + "\n"
            + MappingText.write(problems.get(found.index()).architecture(), result.mapping());
    return text + CHECKSUM + checksum(text) + "\n";
  }

  private static String checksum(String text) {
    return Hashing.sha256().hashString(text, UTF_8).toString();
  }

  /**
   * Reads what {@link #write} wrote for the same key.
   *
   * @throws UnusableException where it is anything else
   */
  static Alternatives.Found read(
      String text, String program, MappingKey key, List<SearchProblem> problems)
      throws UnusableException {
    int end = text.lastIndexOf(CHECKSUM);
    if (!text.startsWith(FORMAT + "\n") || end < 0) {
      throw new UnusableException("no mapping that this version has written");
    }
    String content = text.substring(0, end);
    if (!text.substring(end).equals(CHECKSUM + checksum(content) + "\n")) {
      throw new UnusableException("damaged, its checksum differs");
    }
    int mapping = content.indexOf("\nmapping:\n");
    if (mapping < 0) {
      throw new UnusableException("no mapping in it");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    for (String line : LINES.split(content.substring(FORMAT.length() + 1, mapping))) {
      int colon = line.indexOf(": ");
      if (colon > 0) {
        fields.put(line.substring(0, colon), line.substring(colon + 2));
      }
    }
    if (!program.equals(fields.get("program")) || !key.text().equals(fields.get("key"))) {
      throw new UnusableException("for another search or another version");
    }
    try {
      return found(fields, content.substring(mapping + 1), problems);
    } catch (MappingException | NumberFormatException | IndexOutOfBoundsException e) {
      throw new UnusableException("not readable: " + e.getMessage(), e);
    }
  }

  private static Alternatives.Found found(
      Map<String, String> fields, String text, List<SearchProblem> problems)
      throws UnusableException {
    int index = Integer.parseInt(field(fields, "index"));
    SearchProblem problem = problems.get(index);
    Mapping mapping = MappingText.read(problem.architecture(), "entry", text);
    CostReport cost = problem.counter().cost(problem.architecture(), problem.layer(), mapping);
    if (cost.cycles() != Long.parseLong(field(fields, "cycles"))
        || cost.energy() != Double.parseDouble(field(fields, "energy"))) {
      throw new UnusableException("its mapping has another cost by now");
    }
    return new Alternatives.Found(
        index,
        new SearchResult(
            mapping,
            cost.cycles(),
            cost.energy(),
            problem.objective().cost(cost.energy(), cost.cycles()),
            Double.parseDouble(field(fields, "lower_bound")),
            Boolean.parseBoolean(field(fields, "optimal")),
            Long.parseLong(field(fields, "evaluated")),
            Long.parseLong(field(fields, "pruned")),
            field(fields, "strategy")));
  }

  private static String field(Map<String, String> fields, String name) throws UnusableException {
    String value = fields.get(name);
    if (value == null) {
      throw new UnusableException("no " + name + " in it");
    }
    return value;
  }
}
