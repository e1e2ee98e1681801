package dev.npusim.npu.check;

import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.VectorTile;
import java.util.stream.IntStream;

/** Which cores work, and whose accumulator a sum is in. */
final class Cores {
  private Cores() {}

  /** The core of an instruction; 0 for what no core runs. */
  static int of(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      return tile.core();
    }
    return instruction instanceof VectorTile tile ? tile.core() : 0;
  }

  /** Cores up to the last one that has work. */
  static int inUse(Run run) {
    return 1
        + run.program().instructions().stream()
            .flatMapToInt(instruction -> IntStream.of(of(instruction)))
            .max()
            .orElse(0);
  }

  /** Whether an accumulator residency is in the accumulator of {@code core}. */
  static boolean owns(Run run, int core, Access access) {
    long size = run.npu().accumulator().sizeBytes();
    long begin = run.residency(access).address();
    return begin / size == core;
  }
}
