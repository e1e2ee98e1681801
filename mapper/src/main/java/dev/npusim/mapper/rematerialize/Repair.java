package dev.npusim.mapper.rematerialize;

import java.util.SplittableRandom;
import java.util.function.BooleanSupplier;

/**
 * Adds copies until nothing overflows: at the worst step, a value that is kept there only for later
 * is dropped and computed again where it is read next, or before its operands go. Those that
 * promise to remove most overflow per cost, after a guess with noise, are tried for real, and the
 * best of them stays.
 */
final class Repair {
  /**
   * How it looks for copies.
   *
   * @param tries candidates tried for real at each step
   * @param noise exponent of the noise of guesses
   * @param depth operands of operands that a candidate may compute again; 0: none, they stay
   * @param room copies of operands tried with a candidate
   * @param far guesses look at operands of operands, too
   * @param early share of candidates that run at any stage before the next read
   * @param patience steps, any that overflow, that it turns to where nothing helps at the worst
   */
  record Style(
      int tries, double noise, int depth, int room, boolean far, double early, int patience) {
    /** For when others find nothing. */
    static final Style THOROUGH = new Style(4, 1, 8, 40, true, 0, 4);

    /** For when not even that does: whole parts of the graph run again. */
    static final Style WHOLE_PARTS = new Style(10, 1, 16, 300, true, 0, 4);

    /** Quick and near to greedy. */
    static final Style USUAL = new Style(2, 2, 4, 3, false, 0, 0);

    /**
     * Operands stay for what runs again, and what overflows for that is the next to be repaired.
     * Finds plans that computing operands again at once never comes to.
     */
    static final Style PLAIN = new Style(4, 4, 0, 0, false, 0, 0);

    static final Style DEEP = new Style(4, 2, 8, 20, false, 0.1, 2);
    static final Style WILD = new Style(2, 6, 4, 6, false, 0.3, 0);
  }

  /** Times that a cost counts where a look at operands has come too far: an assumption. */
  private static final double BEYOND = 4;

  private final MemoryProfile profile;
  private final Journal journal;
  private final SplittableRandom random;
  private final BooleanSupplier over;

  /** Added to costs: nodes that cost nothing are no better than those that cost next to nothing. */
  private final double least;

  /** Overflowing steps before each step of the part that has changed. */
  private int[] before;

  private int first;
  private int behind;
  private int all;

  /** How far the worst step is above the budget: to drop more is of no use there. */
  private long most;

  private final int[] nodes;
  private final int[] targets;
  private final double[] guesses;
  private final boolean[] refined;
  private int room;

  /** Nodes that a look at operands of operands has come to. */
  private final int[] seen;

  private int look;
  private int visits;

  /**
   * @param over ends a repair, which then has failed: that of a large graph takes seconds
   */
  Repair(MemoryProfile profile, Journal journal, SplittableRandom random, BooleanSupplier over) {
    this.profile = profile;
    this.journal = journal;
    this.random = random;
    this.over = over;
    before = new int[2 * profile.n];
    nodes = new int[profile.n];
    targets = new int[profile.n];
    guesses = new double[profile.n];
    refined = new boolean[profile.n];
    seen = new int[profile.n];
    double sum = 0;
    for (double cost : profile.cost) {
      sum += cost;
    }
    least = Math.max(Double.MIN_NORMAL, 1e-6 * sum / profile.n);
  }

  /**
   * @param limit of what all copies may cost
   * @return whether nothing overflows; false where nothing that it tries helps
   */
  boolean run(Style style, double limit) {
    return run(style, limit, Integer.MAX_VALUE);
  }

  /**
   * The same, ended after a number of values.
   *
   * @param drops values that are dropped at most
   * @return whether nothing overflows
   */
  boolean run(Style style, double limit, int drops) {
    int failed = 0;
    for (int dropped = 0; profile.overflow() > 0 && dropped < drops; ) {
      int peak = worst(failed > 0);
      int count = collect(peak, style);
      if (profile.extra() > limit || over.getAsBoolean()) {
        return false;
      }
      if (drop(peak, count, style)) {
        failed = 0;
        dropped++;
      } else if (++failed > style.patience) {
        return false;
      }
    }
    return profile.overflow() == 0;
  }

  /**
   * The key of the step that is highest above the budget.
   *
   * @param any whether any that overflows will do
   */
  private int worst(boolean any) {
    first = profile.begin(profile.low());
    behind = profile.own[profile.high()] + 1;
    if (before.length <= behind) {
      before = new int[2 * behind];
    }
    int worst = -1;
    all = 0;
    for (int stage = profile.low(); stage <= profile.high(); stage++) {
      for (int step = profile.begin(stage); step <= profile.own[stage]; step++) {
        before[step] = all;
        long excess = profile.excess(stage, step);
        if (excess > 0) {
          all++;
          if (worst < 0 || (any ? random.nextInt(all) == 0 : excess > most)) {
            worst = step;
            most = excess;
          }
        }
      }
    }
    return profile.key(profile.stageOf(worst), profile.running[worst]);
  }

  private int before(int step) {
    return step < first ? 0 : step >= behind ? all : before[step];
  }

  /** Overflowing steps between the end of a stage and the begin of another, and one. */
  private int between(int stage, int later) {
    return 1 + before(profile.begin(later)) - before(profile.own[stage]);
  }

  /** Values that live across a step that does not read them. */
  private int collect(int peak, Style style) {
    int stage = profile.stage(peak);
    int running = profile.node(peak);
    int count = 0;
    for (int node = 0; node < stage; node++) {
      int reads = profile.readCount[node];
      if (reads == 0 || profile.reads[node][reads - 1] <= peak || node == running) {
        continue;
      }
      int read = profile.nextRead(node, peak);
      int from = node > running ? stage - 1 : stage;
      int target = profile.stage(read);
      if (read == peak
          || read >= profile.key(profile.nextRun(node, from), 0)
          || target == stage && node < running) {
        continue;
      }
      if (style.early > 0 && target > stage + 1 && random.nextDouble() < style.early) {
        target = stage + 1 + random.nextInt(target - stage);
      }
      int last =
          Math.max(profile.key(profile.latestRun(node, from), node), profile.lastRead(node, peak));
      nodes[count] = node;
      targets[count] = target;
      refined[count] = false;
      guesses[count] =
          Math.min(profile.memory[node], most)
              * between(profile.stage(last), target)
              / (profile.cost[node] + least)
              * Math.exp(style.noise * (random.nextDouble() - 0.5));
      count++;
    }
    return count;
  }

  private boolean drop(int peak, int count, Style style) {
    double best = 0;
    int bestNode = -1;
    int bestTarget = -1;
    int left = count;
    int tried = 0;
    while (left > 0 && (tried < style.tries || bestNode < 0 && tried < 4 * style.tries)) {
      int top = 0;
      for (int other = 1; other < left; other++) {
        top = guesses[other] > guesses[top] ? other : top;
      }
      if (!refined[top] && style.depth > 0) {
        refine(peak, top, style);
        continue;
      }
      int node = nodes[top];
      int target = targets[top];
      left--;
      nodes[top] = nodes[left];
      targets[top] = targets[left];
      guesses[top] = guesses[left];
      refined[top] = refined[left];
      tried++;
      long overflow = profile.overflow();
      double extra = profile.extra();
      int mark = journal.mark();
      room = style.room;
      copy(target, node, style.depth);
      double score = (overflow - profile.overflow()) / (profile.extra() - extra + least);
      journal.backTo(mark);
      if (score > best) {
        best = score;
        bestNode = node;
        bestTarget = target;
      }
    }
    if (bestNode < 0) {
      return false;
    }
    room = style.room;
    copy(bestTarget, bestNode, style.depth);
    return true;
  }

  /** Looks at the operands of a candidate: they cost, too, or it runs before they go. */
  private void refine(int peak, int candidate, Style style) {
    refined[candidate] = true;
    int node = nodes[candidate];
    int target = targets[candidate];
    int stage = profile.stage(peak);
    int key = profile.key(target, node);
    double alone = profile.cost[node] + least;
    double together = alone;
    look++;
    visits = style.room;
    int earliest = target;
    for (int operand : profile.operands[node]) {
      int next = profile.key(profile.nextRun(operand, target), 0);
      if (profile.lastRead(operand, next) < key) {
        int last =
            Math.max(
                profile.lastRead(operand, key),
                profile.key(profile.latestRun(operand, target), operand));
        if (overflows(last, key, -profile.memory[operand])) {
          together += cone(operand, target, style.far ? style.depth - 1 : 0);
          earliest = Math.min(earliest, profile.stage(last));
        }
      }
    }
    if (earliest == target) {
      return;
    }
    int from = node > profile.node(peak) ? stage - 1 : stage;
    int last =
        Math.max(profile.key(profile.latestRun(node, from), node), profile.lastRead(node, peak));
    double raw = between(profile.stage(last), target) / alone;
    double late = between(profile.stage(last), target) / together;
    double early =
        earliest <= stage || earliest <= node || profile.runsAgain(earliest, node)
            ? 0
            : between(profile.stage(last), earliest) / alone;
    if (early > late) {
      targets[candidate] = earliest;
    }
    guesses[candidate] *= Math.max(early, late) / raw;
  }

  /** What an operand costs that runs again in a stage, with all that would overflow if it lived. */
  private double cone(int node, int stage, int depth) {
    if (seen[node] == look) {
      return 0;
    }
    seen[node] = look;
    if (depth == 0) {
      return profile.cost[node];
    }
    if (--visits < 0) {
      return BEYOND * profile.cost[node];
    }
    int key = profile.key(stage, node);
    double sum = profile.cost[node];
    for (int operand : profile.operands[node]) {
      int next = profile.key(profile.nextRun(operand, stage), 0);
      if (profile.lastRead(operand, next) < key) {
        int made = profile.latestRun(operand, stage);
        int last = Math.max(profile.lastRead(operand, key), profile.key(made, operand));
        if (made < stage && overflows(last, key, -profile.memory[operand])) {
          sum += cone(operand, stage, depth - 1);
        }
      }
    }
    return sum;
  }

  /** Runs a node again, and those of its operands that would overflow if they lived for it. */
  private void copy(int stage, int node, int depth) {
    int key = profile.key(stage, node);
    journal.add(stage, node);
    if (depth == 0) {
      return;
    }
    for (int operand : profile.operands[node]) {
      long overflow = profile.overflow();
      if (overflow == 0 || room == 0) {
        return;
      }
      int made = profile.latestRun(operand, stage);
      int last = Math.max(profile.lastRead(operand, key), profile.key(made, operand));
      int next = profile.nextRead(operand, key + 1);
      boolean isForThis = next < 0 || next >= profile.key(profile.nextRun(operand, stage), 0);
      if (made < stage && profile.stage(last) < stage && isForThis && overflows(last, key, 0)) {
        room--;
        int mark = journal.mark();
        copy(stage, operand, depth - 1);
        if (profile.overflow() >= overflow) {
          journal.backTo(mark);
        }
      }
    }
  }

  /** Whether a step between two is further above the budget than {@code above}. */
  private boolean overflows(int after, int before, long above) {
    return profile.isAbove(after, before, above);
  }
}
