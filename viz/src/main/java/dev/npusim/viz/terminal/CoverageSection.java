package dev.npusim.viz.terminal;

import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.OperatorCoverage;
import dev.npusim.viz.report.SourceNode;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Text;
import java.util.Map;
import java.util.stream.Collectors;

/** What became of the source's nodes: nothing is left out without saying so. */
public final class CoverageSection {
  private final ModelReport report;
  private final int width;

  CoverageSection(ModelReport report, int width) {
    this.report = report;
    this.width = width;
  }

  String render() {
    OperatorCoverage coverage = report.coverage();
    Section section =
        new Section("Coverage of the " + report.sources().size() + " source nodes", width);
    coverage.fates().forEach((fate, operators) -> section.entry(fate, counts(fate, operators)));
    for (OperatorCoverage.Approximation each : coverage.approximated()) {
      section.note(each.text());
    }
    return section.toString();
  }

  private static String counts(String fate, Map<String, Integer> operators) {
    return OperatorCoverage.sum(operators)
        + " "
        + OperatorCoverage.meaning(fate)
        + ": "
        + operators.entrySet().stream()
            .map(entry -> entry.getValue() + " " + entry.getKey())
            .collect(Collectors.joining(", "));
  }

  /** One line for every node of the source. */
  public static String everyNode(ModelReport report) {
    StringBuilder text = new StringBuilder();
    for (SourceNode node : report.sources()) {
      String line =
          "  "
              + node.name()
              + " ("
              + node.op()
              + "): "
              + node.fate()
              + (node.target().equals(node.name()) ? "" : ", " + node.target())
              + (node.reason().isEmpty() ? "" : ", " + node.reason());
      text.append(Text.printable(line)).append('\n');
    }
    return text.toString();
  }
}
