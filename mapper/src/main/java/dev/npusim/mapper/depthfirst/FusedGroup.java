package dev.npusim.mapper.depthfirst;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * A group that was run depth-first: what it is, what it cost, and what it saved.
 *
 * @param group nodes, tile and halos
 * @param cost from shapes alone
 * @param movedBytes what the program moved through DRAM of the tensors that {@link
 *     GroupCost#savedBytes} counts
 * @param peakSramBytes most that was in SRAM, of whatever, while the group ran
 */
public record FusedGroup(FusionGroup group, GroupCost cost, long movedBytes, long peakSramBytes) {

  /** Against writing each result inside the group and reading it again for each reader. */
  public long savedBytes() {
    return cost.savedBytes() - movedBytes;
  }

  /**
   * The groups of {@code plan} as they ran.
   *
   * @param graph that the plan is for, without its tiles
   */
  public static ImmutableList<FusedGroup> of(
      Graph graph, FusionPlan plan, Precision precision, Execution execution) {
    if (plan.isEmpty()) {
      return ImmutableList.of();
    }
    Program program = execution.program();
    long[] bytesByTensor = new long[program.tensors().size()];
    for (var instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer) {
        int tensor = program.residencies().get(transfer.onChip().residency()).tensor();
        bytesByTensor[tensor] = Math.addExact(bytesByTensor[tensor], transfer.bytes());
      }
    }
    Map<String, Long> moved = new HashMap<>();
    program
        .tensors()
        .forEach(tensor -> moved.merge(tensor.name(), bytesByTensor[tensor.id()], Long::sum));
    Map<String, Long> movedByOriginal = new HashMap<>();
    Map<String, Long> peaks = new HashMap<>();
    for (LayerActivity layer : execution.layers()) {
      Node node = program.graph().nodes().get(layer.node());
      var tile = program.tiles().get(node.name());
      if (tile != null) {
        long bytes = moved.getOrDefault(node.output().name(), 0L);
        movedByOriginal.merge(tile.original(), bytes, Long::sum);
        peaks.merge(tile.original(), layer.peakSramBytes(), Math::max);
      }
    }
    ImmutableList.Builder<FusedGroup> groups = ImmutableList.builder();
    for (FusionGroup group : plan.groups()) {
      long inside = 0;
      long peak = 0;
      Set<String> names = new HashSet<>(group.nodes());
      for (Node node : graph.nodes()) {
        if (names.contains(node.name())) {
          peak = Math.max(peak, peaks.getOrDefault(node.name(), 0L));
          boolean outside =
              graph.isOutput(node.output())
                  || graph.consumerIndices(node.output()).stream()
                      .anyMatch(index -> !names.contains(graph.nodes().get(index).name()));
          inside += outside ? 0 : movedByOriginal.getOrDefault(node.name(), 0L);
        }
      }
      groups.add(new FusedGroup(group, GroupCost.of(graph, group, precision), inside, peak));
    }
    return groups.build();
  }
}
