package dev.npusim.mapper.schedule;

/** What a plan asks for a tensor over one gap between two accesses. */
public enum Treatment {
  /** The residency planner keeps what there is room for. */
  FREE,
  /** All of it stays in SRAM, or the plan fails. */
  KEEP,
  /** All of it goes to DRAM and comes back. */
  SPILL,
  /** The reader gets it from copies of its producers. */
  RECOMPUTE
}
