package dev.npusim.mapper.vector;

import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a vector operation cannot do with less, whatever its blocks: its lane operations on all
 * lanes, what any of its results needs once over the DRAM bus and the ports, its result once; and
 * the set-up of the first transfer of each pass.
 *
 * @param joules without static power
 * @param limit what the cycles are due to
 */
public record VectorFloor(long cycles, double joules, long dramBytes, String limit) {

  public static VectorFloor of(Npu npu, VectorProblem problem) {
    long result = problem.bytes(problem.node().output(), problem.whole().elements());
    Map<String, Long> inputs = new LinkedHashMap<>();
    for (int i = 0; i < problem.inputs(); i++) {
      inputs.merge(problem.input(i).name(), needed(problem, i), Math::max);
    }
    long read = inputs.values().stream().mapToLong(Long::longValue).sum();
    Counts counts = new Counts();
    counts.laneOps = problem.laneOps();
    counts.dramBusBytes = read + result;
    counts.sramReadBytes = read + result;
    counts.sramWriteBytes = read + result;
    long vector = PortTiming.vector(npu, counts.laneOps);
    long port = PortTiming.port(read + result, npu.sram().bytesPerCycle());
    long dram = Pass.bus(npu, read + result);
    long busy = Math.max(dram, Math.max(vector, port));
    long setups = (problem.hasTwoPasses() ? 2L : 1L) * npu.dma().setupCycles();
    return new VectorFloor(
        setups + busy,
        counts.energy(npu.energy(), 0, 0).total(),
        read + result,
        busy == dram ? "dram" : busy == vector ? "vector unit" : "vector unit SRAM port");
  }

  /**
   * Bytes of an input that single rows (or columns, or the one block) of the result need: rows that
   * a stride skips are nobody's. O(rows).
   */
  private static long needed(VectorProblem problem, int index) {
    Region whole = problem.whole();
    Value value = problem.input(index);
    Region all = problem.input(index, whole);
    if (problem.isOneBlock() || problem.blocksColumns()) {
      return problem.bytes(value, all.elements());
    }
    long rows = 0;
    long end = 0;
    for (int row = 0; row < whole.rows(); row++) {
      Region one = problem.input(index, new Region(row, row + 1, 0, whole.columns()));
      rows += Math.max(0, one.rowEnd() - Math.max(end, one.rowBegin()));
      end = Math.max(end, one.rowEnd());
    }
    return problem.bytes(value, Math.min(all.elements(), rows * all.columns()));
  }
}
