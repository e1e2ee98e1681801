package dev.npusim.npu.simulate;

import java.util.Arrays;

/** Since when each engine is free, and whose work was its last. */
final class Engines {
  final long[] free;
  final int[] last;
  final long[] channelFree;
  final int[] lastOnChannel;

  Engines(TimedProgram program) {
    free = new long[program.engines];
    last = new int[program.engines];
    channelFree = new long[program.channels];
    lastOnChannel = new int[program.channels];
    Arrays.fill(last, TimedProgram.NONE);
    Arrays.fill(lastOnChannel, TimedProgram.NONE);
  }
}
