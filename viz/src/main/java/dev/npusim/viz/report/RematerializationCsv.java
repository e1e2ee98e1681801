package dev.npusim.viz.report;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.mapper.rematerialize.StagedPlan;
import dev.npusim.viz.report.RematerializationReport.Answer;
import java.io.IOException;
import java.io.Writer;
import java.math.BigDecimal;

/** A sequence that {@code rematerialize} found: a line per step. */
public final class RematerializationCsv {
  private RematerializationCsv() {}

  /** Nodes as the file calls them, the how many-th run of each it is, and what it costs. */
  public static void write(Answer answer, Writer out) throws IOException {
    StagedPlan plan = answer.fits().orElseThrow().plan();
    ImmutableIntArray steps = plan.sequence();
    int[] runs = new int[answer.file().graph().size()];
    out.append("step,node,run,cost\n");
    for (int step = 0; step < steps.length(); step++) {
      int node = steps.get(step);
      BigDecimal cost = new BigDecimal(Double.toString(answer.file().graph().cost().get(node)));
      out.append(Integer.toString(step))
          .append(',')
          .append(Integer.toString(answer.file().nodes().get(node)))
          .append(',')
          .append(Integer.toString(++runs[node]))
          .append(',')
          .append(cost.stripTrailingZeros().toPlainString())
          .append('\n');
    }
  }
}
