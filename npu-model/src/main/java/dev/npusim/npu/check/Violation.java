package dev.npusim.npu.check;

/**
 * One thing an execution got wrong.
 *
 * @param kind which rule was broken
 * @param message names the instruction, residency, tensor, layer or total, and what was expected
 */
public record Violation(Kind kind, String message) {
  /** The rules. */
  public enum Kind {
    /** Ids, sizes or regions that do not fit together; the rest is then not checked. */
    STRUCTURE,
    /** The scheduled graph is not the model with copies of some nodes. */
    GRAPH,
    /** A tensor whose shape, width or role is not its value's. */
    TENSOR,
    /** A residency that is misaligned, too small for its region, or outside its memory. */
    PLACEMENT,
    /** Two residencies share bytes while both are live. */
    OVERLAP,
    /** A residency's reported lifetime is not that of its accesses. */
    LIFETIME,
    /** An instruction issued before one it depends on was done. */
    DEPENDENCY,
    /** An engine with two instructions at a time, or out of program order. */
    ENGINE,
    /** An instruction that took more or less time than its work and bytes take. */
    DURATION,
    /** An instruction that started later than its dependencies and its engine allowed. */
    DELAY,
    /** A read of bytes that are not (yet) written to that residency. */
    READ,
    /** Bytes of a residency that are written a second time. */
    REWRITE,
    /** An instruction that does not read an operand it needs. */
    OPERAND,
    /** A fetch of what is not in DRAM, or a transfer of what never leaves the chip. */
    DRAM,
    /** A transfer with the wrong number of bytes, purpose or memory. */
    TRANSFER,
    /** Partial sums that are drained before their reduction is complete, or summed twice. */
    REDUCTION,
    /** Work that does not fit its node: shape, MACs, lane operations, results not stored. */
    WORK,
    /** A norm applied before its statistics are complete, or statistics taken twice. */
    STATISTICS,
    /** A node whose output is not computed exactly once. */
    COMPLETION,
    /** A graph output that does not end up in DRAM. */
    OUTPUT,
    /** A reported count that does not add up. */
    TOTAL,
    /** A reported energy that does not add up. */
    ENERGY,
    /** Reported stalls or charged cycles that do not follow from the event log. */
    STALL,
    /** Reported SRAM occupancy or peaks that do not follow from the residencies. */
    OCCUPANCY,
    /** Repetitions that do not follow each other as reported. */
    REPETITION,
    /** A latency below what the MACs or the compulsory DRAM bytes alone take. */
    LOWER_BOUND
  }
}
