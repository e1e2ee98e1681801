package dev.npusim.mapper.attention;

/** What moves in an attention. */
public enum AttentionOperand {
  QUERIES("Q"),
  KEYS("K"),
  VALUES("V"),
  /** Sums of products of queries and keys, 32-bit in the accumulator. */
  SCORES("S"),
  PROBABILITIES("P"),
  /** Running outputs, with the maximum and the sum of each row; 32 bits. */
  STATE("O partial"),
  OUTPUT("O");

  private final String symbol;

  AttentionOperand(String symbol) {
    this.symbol = symbol;
  }

  /** As papers write it. */
  public String symbol() {
    return symbol;
  }
}
