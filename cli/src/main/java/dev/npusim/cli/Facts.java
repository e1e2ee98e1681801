package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.hardware.NpuJson;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.HardwareFacts;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.OperatorCoverage;
import dev.npusim.viz.report.SourceNode;
import dev.npusim.viz.report.WorkloadFacts;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.Coverage.Fate;
import dev.npusim.workloads.Workload;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;

/** What the modules found, in the form the reports take it. */
final class Facts {
  private Facts() {}

  /** A model that is run: what is only approximated comes with its share. */
  static WorkloadFacts of(Workload workload, Precision precision) {
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    lines.addAll(coverage(workload.coverage()));
    OperatorCoverage.of(workload.graph(), sources(workload), precision)
        .approximated()
        .forEach(approximation -> lines.add(approximation.text()));
    return facts(workload, lines.build());
  }

  private static WorkloadFacts facts(Workload workload, ImmutableList<String> coverage) {
    int nodes =
        workload.coverage().isEmpty()
            ? workload.graph().nodes().size()
            : workload.coverage().size();
    return new WorkloadFacts(
        workload.graph().name(),
        workload.source(),
        nodes,
        workload.parameters(),
        coverage,
        workload.notes());
  }

  /** A model before any chip. */
  static ModelReport report(Workload workload, Precision precision) {
    return ModelReport.of(
        workload.graph(),
        facts(workload, coverage(workload.coverage())),
        sources(workload),
        precision);
  }

  private static ImmutableList<SourceNode> sources(Workload workload) {
    return workload.coverage().stream()
        .map(
            node ->
                new SourceNode(
                    node.node(), node.op(), name(node.fate()), node.target(), node.reason()))
        .collect(ImmutableList.toImmutableList());
  }

  /** How many source nodes met each fate. */
  private static ImmutableList<String> coverage(ImmutableList<Coverage> nodes) {
    Map<Fate, Integer> counts = new EnumMap<>(Fate.class);
    nodes.forEach(node -> counts.merge(node.fate(), 1, Integer::sum));
    ImmutableList.Builder<String> lines = ImmutableList.builder();
    counts.forEach(
        (fate, count) ->
            lines.add(
                count
                    + (count == 1 ? " node " : " nodes ")
                    + OperatorCoverage.meaning(name(fate))));
    return lines.build();
  }

  /** As reports write it. */
  private static String name(Fate fate) {
    return fate.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @param chosenByDefault whether nobody named the chip
   */
  static HardwareFacts of(Chip chip, boolean chosenByDefault) {
    ImmutableList.Builder<String> defaulted = ImmutableList.builder();
    if (chosenByDefault) {
      defaulted.add("chip: " + chip.npu().name() + " (no --npu given)");
    }
    // The reasons and sources are in result.json.
    chip.defaults().forEach(value -> defaulted.add(value.key() + ": " + value.value()));
    chip.notes().forEach(note -> defaulted.add("note: " + note));
    return new HardwareFacts(NpuJson.write(chip), ChipWriter.write(chip.npu()), defaulted.build());
  }

  static CheckSummary of(CheckResult check) {
    return new CheckSummary(
        Math.toIntExact(check.events()),
        Math.toIntExact(check.count()),
        check.violations().stream()
            .map(v -> v.kind().name().toLowerCase(Locale.ROOT) + ": " + v.message())
            .collect(ImmutableList.toImmutableList()));
  }
}
