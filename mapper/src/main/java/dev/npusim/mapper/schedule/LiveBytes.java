package dev.npusim.mapper.schedule;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Stored;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import java.util.List;

/**
 * What the groups of a program hold in SRAM at a time when nothing is spilled: each of its results
 * that another group reads, from the group that makes it to the last that reads it, both included.
 * O(groups + tensors).
 */
final class LiveBytes {
  private LiveBytes() {}

  /**
   * The most of any group, bytes in whole lines: no program of these groups in this order that
   * spills nothing fits less SRAM.
   */
  static long peak(Program program, Npu npu) {
    Graph graph = program.graph();
    Aliases aliases = Aliases.of(graph);
    List<Group> groups = GroupFormation.of(graph, aliases);
    TensorTable tensors = new TensorTable(graph, program.precision(), npu.array());
    long[] change = new long[groups.size() + 1];
    for (Stored stored : Stored.of(graph, aliases, groups)) {
      if (stored.producer() >= 0 && stored.gaps() > 0) {
        Tensor matrix = tensors.of(stored.root());
        long bytes = AddressSpace.align(matrix.bytes((long) matrix.rows() * matrix.columns()));
        change[stored.producer()] += bytes;
        change[stored.accesses().get(stored.gaps()) + 1] -= bytes;
      }
    }
    long live = 0;
    long most = 0;
    for (long bytes : change) {
      live += bytes;
      most = Math.max(most, live);
    }
    return most;
  }
}
