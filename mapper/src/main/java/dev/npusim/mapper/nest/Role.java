package dev.npusim.mapper.nest;

import java.util.Locale;

/** What an operand is to the hardware: memories reserve room by role. */
public enum Role {
  WEIGHTS,
  INPUTS,
  /** Read and written: partial sums, then results. */
  OUTPUTS;

  /** As files spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
