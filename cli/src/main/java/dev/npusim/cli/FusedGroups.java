package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.FusionPlan;
import dev.npusim.npu.json.SavedRun;
import dev.npusim.npu.program.Program;
import dev.npusim.viz.report.Result;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The figures of {@code fused_groups[]}, worked out again from what each group is and the run. */
final class FusedGroups {
  private FusedGroups() {}

  /** What of {@code result} the run contradicts, one line each. */
  static List<String> differences(Result result, SavedRun run) {
    Program program = run.execution().program();
    Set<String> tiled = new HashSet<>();
    program.tiles().values().forEach(tile -> tiled.add(tile.original()));
    Graph model = run.model();
    Set<String> known = model.nodes().stream().map(Node::name).collect(Collectors.toSet());
    List<String> lines = new ArrayList<>();
    Set<String> grouped = new HashSet<>();
    for (int i = 0; i < result.fusedGroups().size(); i++) {
      FusedGroup found = result.fusedGroups().get(i);
      FusionGroup group = found.group();
      grouped.addAll(group.nodes());
      // The graph with its copies is not saved: groups that have some are held to their digest.
      if (known.containsAll(group.nodes())) {
        try {
          FusionPlan plan = new FusionPlan(ImmutableList.of(group));
          FusedGroup expected =
              FusedGroup.of(model, plan, program.precision(), run.execution()).get(0);
          if (!expected.equals(found)) {
            lines.add("fused_groups[%d] is %s, the replay gives %s".formatted(i, found, expected));
          }
        } catch (IllegalArgumentException e) {
          lines.add("fused_groups[%d]: %s".formatted(i, e.getMessage()));
        }
      }
    }
    if (!grouped.containsAll(tiled)) {
      tiled.removeAll(grouped);
      lines.add("fused_groups: the run has tiles of " + tiled.iterator().next());
    }
    return lines;
  }
}
