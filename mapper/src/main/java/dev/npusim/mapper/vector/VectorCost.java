package dev.npusim.mapper.vector;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.cost.Energy;

/**
 * What a vector operation costs in one loop.
 *
 * @param operands inputs in order, then the result
 * @param sramBytes held at a time, at most
 * @param vectorCycles in which the vector unit is busy, its port included
 * @param dmaCycles in which the DRAM bus is
 * @param limit {@code vector unit}, {@code vector unit SRAM port} or {@code dram}
 * @param energy in joules, without static power, like loop nests of one product
 */
public record VectorCost(
    VectorNest nest,
    long blocks,
    ImmutableList<Operand> operands,
    long sramBytes,
    long laneOps,
    long cycles,
    long vectorCycles,
    long dmaCycles,
    String limit,
    Energy energy) {

  /**
   * What one operand moves, in bytes.
   *
   * @param symbol {@code in0}, {@code in1}, ..., {@code out}
   * @param tileBytes in SRAM at a time, all buffers
   */
  public record Operand(
      String symbol,
      String value,
      long tileBytes,
      long dramReadBytes,
      long dramWrittenBytes,
      long sramReadBytes,
      long sramWrittenBytes) {}

  /** Read from and written to DRAM. */
  public long dramBytes() {
    return operands.stream()
        .mapToLong(operand -> operand.dramReadBytes() + operand.dramWrittenBytes())
        .sum();
  }
}
