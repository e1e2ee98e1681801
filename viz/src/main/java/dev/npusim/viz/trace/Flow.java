package dev.npusim.viz.trace;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A spilled part of a tensor comes back.
 *
 * @param tensor its id
 * @param spill the last transfer that wrote some of what is fetched
 * @param fetch the transfer that reads it
 */
record Flow(int tensor, Transfer spill, Transfer fetch) {
  /**
   * One for each pair of slices and tensor: transfers of a slice are not told apart on a screen.
   *
   * @param sliceOf the number of the slice that an instruction is part of, by its id
   */
  static List<Flow> of(Program program, int[] sliceOf) {
    Map<Integer, List<Transfer>> spilled = new HashMap<>();
    Set<List<Integer>> drawn = new HashSet<>();
    List<Flow> flows = new ArrayList<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer) {
        int tensor = program.residencies().get(transfer.onChip().residency()).tensor();
        if (transfer.traffic() == Traffic.SPILL_WRITE) {
          spilled.computeIfAbsent(tensor, key -> new ArrayList<>()).add(transfer);
        } else if (transfer.traffic() == Traffic.SPILL_READ) {
          Transfer source = source(spilled.getOrDefault(tensor, List.of()), transfer);
          if (source != null
              && drawn.add(List.of(tensor, sliceOf[source.id()], sliceOf[transfer.id()]))) {
            flows.add(new Flow(tensor, source, transfer));
          }
        }
      }
    }
    return flows;
  }

  private static @Nullable Transfer source(List<Transfer> spills, Transfer fetch) {
    Region wanted = fetch.onChip().region();
    for (int i = spills.size() - 1; i >= 0; i--) {
      if (spills.get(i).onChip().region().overlaps(wanted)) {
        return spills.get(i);
      }
    }
    return null;
  }
}
