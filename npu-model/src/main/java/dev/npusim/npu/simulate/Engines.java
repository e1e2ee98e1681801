package dev.npusim.npu.simulate;

import java.util.Arrays;

/** Since when each engine is free, and whose work was its last. */
final class Engines {
  final long[] free = new long[TimedProgram.ENGINES];
  final int[] last = new int[TimedProgram.ENGINES];
  final long[] channelFree;
  final int[] lastOnChannel;

  Engines(TimedProgram program) {
    channelFree = new long[program.channels];
    lastOnChannel = new int[program.channels];
    Arrays.fill(last, TimedProgram.NONE);
    Arrays.fill(lastOnChannel, TimedProgram.NONE);
  }
}
