package dev.npusim.npu.dram;

/** Column accesses in the order in which they are asked for; endless. */
interface RequestStream {
  /** Moves on to the next access. */
  void advance();

  /** Number of the burst: byte address / burst size. */
  long burst();

  boolean isWrite();
}
