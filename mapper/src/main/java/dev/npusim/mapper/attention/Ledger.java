package dev.npusim.mapper.attention;

import dev.npusim.npu.cost.Counts;

/** What is read and written per memory and operand, in bits: operands narrower than a byte pack. */
final class Ledger {
  private static final int BITS_PER_BYTE = 8;
  private static final int OPERANDS = AttentionOperand.values().length;
  private static final int LEVELS = AttentionLevel.values().length;

  private final long[] read = new long[LEVELS * OPERANDS];
  private final long[] written = new long[LEVELS * OPERANDS];

  void read(AttentionLevel level, AttentionOperand operand, long bits) {
    read[index(level, operand)] += bits;
  }

  void write(AttentionLevel level, AttentionOperand operand, long bits) {
    written[index(level, operand)] += bits;
  }

  /** From DRAM to SRAM. */
  void load(AttentionOperand operand, long bits) {
    read(AttentionLevel.DRAM, operand, bits);
    write(AttentionLevel.SRAM, operand, bits);
  }

  /** From SRAM to DRAM. */
  void store(AttentionOperand operand, long bits) {
    read(AttentionLevel.SRAM, operand, bits);
    write(AttentionLevel.DRAM, operand, bits);
  }

  void add(Ledger other) {
    for (int i = 0; i < read.length; i++) {
      read[i] += other.read[i];
      written[i] += other.written[i];
    }
  }

  long readBytes(AttentionLevel level, AttentionOperand operand) {
    return bytes(read[index(level, operand)]);
  }

  long writtenBytes(AttentionLevel level, AttentionOperand operand) {
    return bytes(written[index(level, operand)]);
  }

  /** Read and written, all operands. */
  long bytes(AttentionLevel level) {
    return sum(read, level) + sum(written, level);
  }

  /** The memories' part of the counts that energy is a function of. */
  void count(Counts counts) {
    counts.localBytes = bytes(AttentionLevel.ACCUMULATOR);
    counts.sramReadBytes = sum(read, AttentionLevel.SRAM);
    counts.sramWriteBytes = sum(written, AttentionLevel.SRAM);
    counts.dramBusBytes = bytes(AttentionLevel.DRAM);
  }

  private static long sum(long[] bits, AttentionLevel level) {
    long sum = 0;
    for (int i = 0; i < OPERANDS; i++) {
      sum += bytes(bits[level.ordinal() * OPERANDS + i]);
    }
    return sum;
  }

  private static int index(AttentionLevel level, AttentionOperand operand) {
    return level.ordinal() * OPERANDS + operand.ordinal();
  }

  private static long bytes(long bits) {
    return (bits + BITS_PER_BYTE - 1) / BITS_PER_BYTE;
  }
}
