package dev.npusim.mapper.attention;

/** The memories of a chip that attention uses, outermost first. */
public enum AttentionLevel {
  DRAM,
  SRAM,
  ACCUMULATOR
}
