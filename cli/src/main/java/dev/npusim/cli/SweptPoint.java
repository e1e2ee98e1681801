package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.json.JsonText;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.Totals;
import dev.npusim.viz.sweep.SweepJson;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import picocli.CommandLine;

/**
 * One point of a sweep's directory. A sweep keeps totals only, so the point is simulated again, by
 * the command line that the sweep's page shows for it; what it keeps has to agree, digit by digit.
 */
final class SweptPoint {
  /** What the command line of every point begins with. */
  private static final List<String> COMMAND = List.of("npusim", "simulate");

  private final String text;
  private final Path directory;
  private final String number;

  private SweptPoint(String text, Path directory, String number) {
    this.text = text;
    this.directory = directory;
    this.number = number;
  }

  /** Whether {@code text} has the form {@code DIR#N}. */
  static boolean isOne(String text) {
    return text.matches(".+#[0-9]+") && !Files.exists(Path.of(text));
  }

  static SweptPoint of(String text) {
    int mark = text.lastIndexOf('#');
    return new SweptPoint(text, Path.of(text.substring(0, mark)), text.substring(mark + 1));
  }

  /**
   * @throws UsageException where there is no such point, or it has no figures, or others than
   *     before
   */
  Result simulate(Terminal terminal, Phases phases) {
    List<String> header = new ArrayList<>();
    List<String> row = row(header);
    String status = cell(header, row, "status");
    if (cell(header, row, Metric.CYCLES.column()).isEmpty()) {
      throw new UsageException(
          text + ": " + status + ": " + cell(header, row, "reason") + "; it has no figures");
    }
    Result result = again(terminal, phases);
    Totals totals = result.totals();
    require(header, row, Metric.CYCLES, Long.toString(totals.cycles()));
    require(header, row, Metric.ENERGY, Double.toString(totals.energy().total()));
    return result;
  }

  /** What the point's command line gives now. */
  private Result again(Terminal terminal, Phases phases) {
    SimulateCommand command = new SimulateCommand(terminal);
    List<String> words;
    try {
      words = words();
      new CommandLine(command).parseArgs(words.toArray(String[]::new));
    } catch (CommandLine.ParameterException | UsageException e) {
      throw new UsageException(text + ": " + e.getMessage(), e);
    }
    try {
      return command.run(phases).report().result();
    } catch (RuntimeException e) {
      if (e instanceof InfeasibleException) {
        throw new UsageException(text + ": does not fit any more: " + e.getMessage(), e);
      }
      if (!Failures.isBadInput(e)) {
        throw e;
      }
      String hint =
          words.stream().anyMatch(SweptPoint::isMissing)
              ? "; paths in the sweep are relative to where it was run"
              : "";
      throw new UsageException(text + ": " + e.getMessage() + hint, e);
    }
  }

  /** Whether it looks like a file, and is none from here. */
  private static boolean isMissing(String word) {
    return !word.contains("=")
        && (word.contains("/") || word.matches(".*\\.(yaml|yml|json|onnx)"))
        && !Path.of(word).isAbsolute()
        && !Files.exists(Path.of(word));
  }

  private void require(List<String> header, List<String> row, Metric metric, String found) {
    String kept = cell(header, row, metric.column());
    if (!kept.equals(found)) {
      throw new UsageException(
          text
              + ": sweep.csv has "
              + metric.column()
              + " "
              + Excerpt.of(kept)
              + ", simulated again it is "
              + found
              + ": the model, the chip or npusim has changed since; run the sweep again");
    }
  }

  private List<String> row(List<String> header) {
    Path file = directory.resolve("sweep.csv");
    if (!Files.isRegularFile(file)) {
      throw new UsageException(text + ": " + directory + " has no sweep.csv, so it is no sweep");
    }
    for (String line : Splitter.on('\n').split(TextFile.read("compare", file.toString()))) {
      if (header.isEmpty()) {
        header.addAll(cells(line));
      } else if (line.startsWith(number + ",")) {
        List<String> row = cells(line);
        if (row.size() == header.size()) {
          return row;
        }
      }
    }
    throw new UsageException(text + ": " + file + " has no point " + number);
  }

  /** RFC 4180; no cell of a sweep has a line break. */
  private static List<String> cells(String line) {
    List<String> cells = new ArrayList<>();
    StringBuilder cell = new StringBuilder();
    boolean isQuoted = false;
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      if (c == '"' && isQuoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
        cell.append(line.charAt(++i));
      } else if (c == '"') {
        isQuoted = !isQuoted;
      } else if (c == ',' && !isQuoted) {
        cells.add(cell.toString());
        cell.setLength(0);
      } else {
        cell.append(c);
      }
    }
    cells.add(cell.toString());
    return cells;
  }

  private String cell(List<String> header, List<String> row, String name) {
    int column = header.indexOf(name);
    if (column < 0) {
      throw new UsageException(
          text + ": sweep.csv has no column " + name + "; another version may have written it");
    }
    return row.get(column);
  }

  /** Of what the page of the sweep shows for the point, what follows the command's name. */
  private List<String> words() {
    Path file = directory.resolve("sweep.json");
    if (!Files.isRegularFile(file)) {
      throw new UsageException(
          directory + " has no sweep.json; run the sweep again, it keeps its points");
    }
    JsonNode about =
        JsonText.parse(
            file.toString(), TextFile.read("compare", file.toString()), UsageException::new);
    String schema = about.path("schema").asText();
    if (!schema.equals(SweepJson.SCHEMA)) {
      throw new UsageException(
          file + ": schema " + Excerpt.quoted(schema) + ", expected \"" + SweepJson.SCHEMA + "\"");
    }
    List<String> words = new ArrayList<>();
    long rest = Long.parseLong(number);
    List<JsonNode> keys = new ArrayList<>();
    about.path("keys").forEach(keys::add);
    Collections.reverse(keys);
    for (JsonNode key : keys) {
      JsonNode each = key.path("words");
      if (each.isEmpty()) {
        throw new UsageException(file + ": keys.words: missing, expected a list");
      }
      words.add(each.get((int) (rest % each.size())).asText());
      rest /= each.size();
    }
    Collections.reverse(words);
    words.add(0, about.path("command_of_points").asText());
    List<String> line = CommandText.words(String.join(" ", words));
    if (line.size() < 2 || !line.subList(0, 2).equals(COMMAND)) {
      throw new UsageException(
          file + ": command_of_points: expected \"npusim simulate\" and options");
    }
    return line.subList(2, line.size());
  }
}
