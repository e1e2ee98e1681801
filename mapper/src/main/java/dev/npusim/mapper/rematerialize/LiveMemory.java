package dev.npusim.mapper.rematerialize;

import java.util.Arrays;

/**
 * What is live at each step of a plan, less the budget, and what all steps are above it in sum. A
 * value lives for long ranges of steps, so what a whole block of stages gains or loses is kept once
 * per block; a block whose highest step stays below the budget is not looked at step by step.
 */
final class LiveMemory {
  /** 2^5 stages in a block: a few long-lived ranges of hundreds of stages, many short ones. */
  private static final int BLOCK_BITS = 5;

  /** What a range costs beside its steps, in {@link #looks}. */
  private static final int OVERHEAD = 16;

  /** The highest step of a block has to be looked for. */
  private static final long UNKNOWN = Long.MAX_VALUE;

  private final int n;

  /** The last step of each stage, kept by the plan. */
  private final int[] own;

  /** Of each step, less what its block has in {@link #common}. */
  private long[] amounts;

  private final long[] common;
  private final long[] highest;
  private long overflow;
  private long looks;

  /**
   * @param own the last step of each stage; whoever inserts a step moves them
   * @param amounts of the first steps, one per stage
   */
  LiveMemory(int[] own, long[] amounts) {
    this.own = own;
    n = own.length;
    this.amounts = Arrays.copyOf(amounts, 2 * n);
    common = new long[block(n - 1) + 1];
    highest = new long[common.length];
    Arrays.fill(highest, UNKNOWN);
    for (int step = 0; step < n; step++) {
      overflow += above(amounts[step]);
    }
  }

  private static int block(int stage) {
    return stage >> BLOCK_BITS;
  }

  /** Its part above 0, without a branch that would often be guessed wrong. */
  private static long above(long amount) {
    return amount & ((amount >>> (Long.SIZE - 1)) - 1);
  }

  /** Steps and blocks looked at so far: a measure of time that is the same on every machine. */
  long looks() {
    return looks;
  }

  /** What all steps are above the budget, in sum. */
  long overflow() {
    return overflow;
  }

  /**
   * What is live at a step, less the budget.
   *
   * @param stage the step's
   */
  long at(int stage, int step) {
    return amounts[step] + common[block(stage)];
  }

  /** The highest step of the block that a stage is in. */
  long highestAround(int stage) {
    return highest(block(stage));
  }

  /** The last stage of the block that a stage is in. */
  int lastAround(int stage) {
    return Math.min(n, block(stage) + 1 << BLOCK_BITS) - 1;
  }

  /** The highest step of all. */
  long peak() {
    long peak = Long.MIN_VALUE;
    for (int block = 0; block < common.length; block++) {
      peak = Math.max(peak, highest(block));
    }
    return peak;
  }

  private int begin(int block) {
    return block == 0 ? 0 : own[(block << BLOCK_BITS) - 1] + 1;
  }

  private int end(int block) {
    return own[Math.min(n, block + 1 << BLOCK_BITS) - 1] + 1;
  }

  private long highest(int block) {
    if (highest[block] == UNKNOWN) {
      long most = Long.MIN_VALUE;
      int end = end(block);
      for (int step = begin(block); step < end; step++) {
        most = Math.max(most, amounts[step]);
      }
      highest[block] = most + common[block];
    }
    return highest[block];
  }

  /**
   * Adds to a range of steps.
   *
   * @param fromStage the stage of {@code from}
   * @param to one past the last; not before {@code from}
   * @param toStage the stage of {@code to}
   */
  void add(int fromStage, int from, int toStage, int to, long change) {
    int last = block(toStage);
    int step = from;
    looks += OVERHEAD + last - block(fromStage);
    for (int block = block(fromStage); block <= last && step < to; block++) {
      int end = Math.min(to, end(block));
      if (end - step == end(block) - begin(block)) {
        addWhole(block, step, end, change);
      } else {
        addPart(block, step, end, change);
      }
      step = end;
    }
  }

  private void addWhole(int block, int begin, int end, long change) {
    long most = highest(block);
    highest[block] = most + change;
    if (Math.max(most, most + change) > 0) {
      looks += end - begin >> 3;
      long before = common[block];
      long[] steps = amounts;
      long more = 0;
      for (int step = begin; step < end; step++) {
        long old = steps[step] + before;
        more += above(old + change) - above(old);
      }
      overflow += more;
    }
    common[block] += change;
  }

  private void addPart(int block, int begin, int end, long change) {
    looks += end - begin >> 2;
    long before = common[block];
    long[] steps = amounts;
    long more = 0;
    for (int step = begin; step < end; step++) {
      long old = steps[step] + before;
      steps[step] += change;
      more += above(old + change) - above(old);
    }
    overflow += more;
    highest[block] = UNKNOWN;
  }

  /** Whether a step of a range, as in {@link #add}, is above something. */
  boolean isAbove(int fromStage, int from, int toStage, int to, long level) {
    int last = block(toStage);
    int step = from;
    looks += OVERHEAD + last - block(fromStage);
    for (int block = block(fromStage); block <= last && step < to; block++) {
      int end = Math.min(to, end(block));
      if (highest(block) > level) {
        if (end - step == end(block) - begin(block)) {
          return true;
        }
        for (; step < end; step++) {
          if (amounts[step] + common[block] > level) {
            return true;
          }
        }
      }
      step = end;
    }
    return false;
  }

  /**
   * A step more.
   *
   * @param stage its stage, whose last step is not moved yet
   * @param count of steps before
   */
  void insert(int stage, int step, long amount, int count) {
    if (count == amounts.length) {
      amounts = Arrays.copyOf(amounts, 2 * count);
    }
    System.arraycopy(amounts, step, amounts, step + 1, count - step);
    int block = block(stage);
    amounts[step] = amount - common[block];
    overflow += above(amount);
    if (highest[block] != UNKNOWN) {
      highest[block] = Math.max(highest[block], amount);
    }
  }

  /**
   * A step less.
   *
   * @param count of steps that are left
   */
  void remove(int stage, int step, int count) {
    int block = block(stage);
    long amount = amounts[step] + common[block];
    overflow -= above(amount);
    if (amount == highest[block]) {
      highest[block] = UNKNOWN;
    }
    System.arraycopy(amounts, step + 1, amounts, step, count - step);
  }
}
