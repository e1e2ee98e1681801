package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.CaseVerdict;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.timeloop.MappingCase;
import dev.npusim.viz.report.CasesJson;
import dev.npusim.viz.report.CasesReport;
import dev.npusim.viz.terminal.CasesSummary;

/** Prices mappings whose costs Timeloop has printed, and compares. */
final class MapCases {
  private final Terminal terminal;
  private final Verbosity verbosity;
  private final String file;
  private final ImmutableList<MappingCase> cases;
  private final Counter counter;

  MapCases(
      Terminal terminal,
      Verbosity verbosity,
      String file,
      ImmutableList<MappingCase> cases,
      Counter counter) {
    this.terminal = terminal;
    this.verbosity = verbosity;
    this.file = file;
    this.cases = cases;
    this.counter = counter;
  }

  /**
   * @return {@link ExitCode#CHECK_FAILED} where a result differs
   */
  int run(JsonOption json) {
    ImmutableList.Builder<CasesReport.Row> rows = ImmutableList.builder();
    for (MappingCase each : cases) {
      rows.add(row(each));
    }
    CasesReport report = new CasesReport(counter.name(), Version.text(), rows.build());
    json.write(terminal, writer -> CasesJson.write(report, writer));
    if (!verbosity.quiet() && !json.isStandardOutput()) {
      terminal.show(CasesSummary.render(report, terminal.width()));
    }
    return report.count(CaseVerdict.DIFFERS) > 0 ? ExitCode.CHECK_FAILED : ExitCode.OK;
  }

  private CasesReport.Row row(MappingCase each) {
    try {
      CostReport cost = counter.cost(each.architecture(), each.layer(), each.mapping());
      return new CasesReport.Row(each, cost, CaseVerdict.of(each, cost));
    } catch (MappingException e) {
      throw new MappingException(file + ": " + each.name() + ": " + e.getMessage());
    }
  }
}
