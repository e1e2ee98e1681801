package dev.npusim.ir;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Structured sparsity of a weight matrix, written {@code N:M}: of every M consecutive elements of a
 * column's reduction at most N are not zero. Only these are stored, each with its place among the M.
 *
 * @param kept N
 * @param of M
 */
public record Sparsity(int kept, int of) {
  /** Every element counts. */
  public static final Sparsity DENSE = new Sparsity(1, 1);

  /** Larger blocks are no structure that hardware was built for. */
  private static final int MOST = 64;

  private static final Pattern SYNTAX = Pattern.compile("([1-9][0-9]?):([1-9][0-9]?)");

  public Sparsity {
    if (kept < 1 || of > MOST || (kept >= of && of != 1) || kept > of) {
      throw new IllegalArgumentException(
          kept + ":" + of + ": expected N:M with 1 <= N < M <= " + MOST + ", such as 2:4");
    }
  }

  /**
   * @throws IllegalArgumentException with the expected form
   */
  public static Sparsity parse(String text) {
    Matcher matcher = SYNTAX.matcher(text);
    if (!matcher.matches()) {
      throw new IllegalArgumentException(
          "\"" + text + "\": expected N:M with 1 <= N < M <= " + MOST + ", such as 2:4");
    }
    Sparsity sparsity =
        new Sparsity(Integer.parseInt(matcher.group(1)), Integer.parseInt(matcher.group(2)));
    if (sparsity.isDense()) {
      throw new IllegalArgumentException(text + ": keeps everything; such as 2:4 keeps half");
    }
    return sparsity;
  }

  public boolean isDense() {
    return of == 1;
  }

  /** Blocks that hold the elements [begin, end): one that is begun or cut counts as whole. */
  public long blocks(long begin, long end) {
    return (end + of - 1) / of - begin / of;
  }

  /** Stored elements of [begin, end). */
  public long stored(long begin, long end) {
    return blocks(begin, end) * kept;
  }

  /**
   * Bits that say where in its block a stored element lies: ceil(log2 M). For 2:4 these are the two
   * bits of NVIDIA's Ampere (Mishra et al., Accelerating Sparse Deep Neural Networks, 2021).
   */
  public int indexBits() {
    return 32 - Integer.numberOfLeadingZeros(of - 1);
  }

  @Override
  public String toString() {
    return kept + ":" + of;
  }
}
