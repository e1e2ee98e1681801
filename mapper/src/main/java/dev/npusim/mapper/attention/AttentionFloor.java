package dev.npusim.mapper.attention;

import dev.npusim.npu.cost.Counts;
import dev.npusim.npu.cost.DmaTiming;
import dev.npusim.npu.cost.PortTiming;
import dev.npusim.npu.hardware.Npu;

/**
 * What no attention on a chip can do with less, however it is blocked: every unmasked score once on
 * a full array and on the vector unit, every operand once over the DRAM bus.
 *
 * @param picojoules of those MACs, lane operations and DRAM bytes, and of static power
 * @param limit what the cycles are due to
 */
public record AttentionFloor(long cycles, double picojoules, long dramBytes, String limit) {

  public static AttentionFloor of(Npu npu, AttentionProblem p) {
    // Under a causal mask, query i of n sees keys - n + i + 1.
    long perHead =
        p.causal()
            ? p.queries() * (p.keys() - p.queries()) + p.queries() * (p.queries() + 1) / 2
            : p.queries() * p.keys();
    long scores = p.heads() * perHead;
    Counts counts = new Counts();
    counts.arrayMacs = scores * (p.headDim() + p.valueDim());
    counts.laneOps = scores * p.scoreLaneOps() + p.heads() * p.queries() * p.valueDim();
    long wide = p.headDim() + p.valueDim();
    counts.dramBusBytes = (p.heads() * p.queries() + p.kvHeads() * p.keys()) * wide * p.bits() / 8;
    // Nothing starts before the first byte is there, and the last result is stored after the last
    // load; any of it may be a byte.
    long ends = DmaTiming.lead(npu.dma(), true) + DmaTiming.lead(npu.dma(), false);
    long array = (long) (counts.arrayMacs / npu.array().peakMacsPerCycle(p.format()));
    long vector = PortTiming.vector(npu, counts.laneOps);
    long dram = PortTiming.dram(npu, counts.dramBusBytes);
    long outputs = p.heads() * p.queries() * p.valueDim() * p.bits() / 8;
    long loads = PortTiming.dram(npu, counts.dramBusBytes - outputs);
    long slowest = Math.max(array, Math.max(vector, loads));
    long cycles = Math.max(slowest + ends, DmaTiming.lead(npu.dma(), true) + dram);
    return new AttentionFloor(
        cycles,
        1e12 * counts.energy(npu.energy(), Draft.macPj(npu, p), cycles / npu.clockHz()).total(),
        counts.dramBusBytes,
        dram >= Math.max(array, vector) ? "dram" : array >= vector ? "array" : "vector unit");
  }
}
