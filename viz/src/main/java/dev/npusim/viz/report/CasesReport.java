package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.CaseVerdict;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.timeloop.MappingCase;

/** Mappings with Timeloop's results beside ours. */
public record CasesReport(String convention, String version, ImmutableList<Row> rows) {
  /** One mapping. */
  public record Row(MappingCase expected, CostReport cost, CaseVerdict verdict) {
    /** Where they differ, one line each. */
    public ImmutableList<String> differences() {
      return verdict == CaseVerdict.NOT_COMPARED ? ImmutableList.of() : expected.differences(cost);
    }
  }

  public long count(CaseVerdict verdict) {
    return rows.stream().filter(row -> row.verdict() == verdict).count();
  }
}
