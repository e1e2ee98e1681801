package dev.npusim.mapper.rematerialize;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/** Takes copies out, and those that nothing needs. */
final class Destruction {
  /** Copies taken out at most at once; most rounds take two or three. */
  private static final int MOST = 12;

  private final MemoryProfile profile;
  private final Journal journal;
  private final SplittableRandom random;
  private final BooleanSupplier over;
  private int[] copies = new int[0];
  private double[] weights = new double[0];

  /**
   * @param over ends pruning
   */
  Destruction(
      MemoryProfile profile, Journal journal, SplittableRandom random, BooleanSupplier over) {
    this.profile = profile;
    this.journal = journal;
    this.random = random;
    this.over = over;
  }

  /** Takes out a few copies: neighbours in time, or any. */
  void run() {
    int count = list();
    if (count == 0) {
      return;
    }
    int most = Math.min(random.nextInt(16) == 0 ? count : MOST, count);
    int wanted = 1 + (int) (most * random.nextDouble() * random.nextDouble());
    int kind = random.nextInt(4);
    if (kind == 0) {
      count = across(random.nextInt(profile.n), count);
    }
    if (kind <= 1) {
      for (int i = 0; i < wanted && count > 0; i++) {
        int at = random.nextInt(count);
        int key = copies[at];
        copies[at] = copies[--count];
        journal.remove(key);
      }
      return;
    }
    int from = random.nextInt(count);
    for (int i = from; i < count && i < from + wanted; i++) {
      if (random.nextInt(4) > 0) {
        journal.remove(copies[i]);
      }
    }
  }

  /** Takes over what another plan does in a window of stages, half of the graph at most. */
  void exchange(int[] other) {
    int length = 1 + (int) (profile.n / 2 * random.nextDouble() * random.nextDouble());
    int from = random.nextInt(profile.n) - length / 2;
    int count = list();
    for (int i = 0; i < count; i++) {
      int stage = profile.stage(copies[i]);
      if (stage >= from && stage < from + length) {
        journal.remove(copies[i]);
      }
    }
    for (int key : other) {
      int stage = profile.stage(key);
      if (stage >= from && stage < from + length) {
        journal.add(stage, profile.node(key));
      }
    }
  }

  /** Keeps those in the list that make room at a stage. */
  private int across(int stage, int count) {
    int kept = 0;
    for (int i = 0; i < count; i++) {
      int at = profile.stage(copies[i]);
      if (at >= stage && profile.stage(profile.lastUse(at, profile.node(copies[i]))) <= stage) {
        copies[kept++] = copies[i];
      }
    }
    return kept;
  }

  /**
   * Takes out all that nothing needs, the expensive first: without it no more overflows than with
   * it. Looks only at what reaches into stages that have changed.
   */
  void prune() {
    boolean changed = true;
    while (changed) {
      changed = false;
      int count = nearby(list());
      for (int i = count / 2 - 1; i >= 0; i--) {
        sink(i, count);
      }
      while (count > 0 && !over.getAsBoolean()) {
        int key = copies[0];
        count--;
        copies[0] = copies[count];
        weights[0] = weights[count];
        sink(0, count);
        changed |= isSpared(key);
      }
    }
  }

  /** Of a heap of copies, the heaviest on top. */
  private void sink(int from, int count) {
    int key = copies[from];
    double weight = weights[from];
    int at = from;
    for (int child = 2 * at + 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && weights[child + 1] > weights[child]) {
        child++;
      }
      if (weights[child] <= weight) {
        break;
      }
      copies[at] = copies[child];
      weights[at] = weights[child];
      at = child;
    }
    copies[at] = key;
    weights[at] = weight;
  }

  private boolean isSpared(int key) {
    long overflow = profile.overflow();
    if (overflow == 0 && profile.isNeeded(profile.stage(key), profile.node(key))) {
      return false;
    }
    int mark = journal.mark();
    journal.remove(key);
    if (profile.overflow() > overflow) {
      journal.backTo(mark);
      return false;
    }
    return true;
  }

  private int nearby(int all) {
    int count = 0;
    for (int i = 0; i < all; i++) {
      int node = profile.node(copies[i]);
      if (profile.isNear(profile.stage(copies[i]), node)) {
        weights[count] = profile.cost[node] * (1 + 0.3 * random.nextDouble());
        copies[count++] = copies[i];
      }
    }
    return count;
  }

  /** Lists all copies, as they run. */
  private int list() {
    int all = profile.copies();
    if (copies.length < all) {
      copies = new int[2 * all];
      weights = new double[2 * all];
    }
    return profile.copies(copies);
  }
}
