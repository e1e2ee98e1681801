package dev.npusim.mapper.rematerialize;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;

/**
 * A plan that changes one copy at a time, and what is live at each of its steps. A step is a key:
 * its stage above, its node below, so that keys sort as steps run. Nothing is allocated per change
 * but where a list outgrows its room.
 *
 * <p>One change touches the value's two instances and the last reads of its operands: a few ranges
 * of steps gain or lose the memory of one value.
 */
final class MemoryProfile {
  private static final int FIRST_ROOM = 4;

  /** Bits of a key that hold the node. */
  final int bits;

  final int n;
  final double[] cost;
  final long[] memory;
  final int[][] operands;

  /** Above this a step overflows. */
  private final long budget;

  /** The node of each step. */
  int[] running;

  /** What is live at each step, less the budget. */
  private final LiveMemory live;

  /** The step of each stage's own node, behind those that run again before it. */
  final int[] own;

  /** Stages in which each node runs, its first execution included, ascending. */
  final int[][] stages;

  final int[] runs;

  /** Keys of the steps that read each value, ascending. */
  final int[][] reads;

  final int[] readCount;

  private double extra;
  private int copies;
  private int low;
  private int high;

  MemoryProfile(TaskGraph graph, long budget) {
    this.budget = budget;
    n = graph.size();
    high = n - 1;
    bits = Integer.SIZE - Integer.numberOfLeadingZeros(n);
    cost = graph.cost().toArray();
    memory = graph.memory().toArray();
    operands = graph.operands().stream().map(ImmutableIntArray::toArray).toArray(int[][]::new);
    running = new int[2 * n];
    own = new int[n];
    long[] excess = new long[n];
    stages = new int[n][FIRST_ROOM];
    runs = new int[n];
    reads = new int[n][];
    readCount = new int[n];
    for (int node = 0; node < n; node++) {
      stages[node][0] = node;
      runs[node] = 1;
      ImmutableIntArray readers = graph.readers().get(node);
      readCount[node] = readers.length();
      reads[node] = new int[readers.length() + FIRST_ROOM];
      for (int r = 0; r < readers.length(); r++) {
        reads[node][r] = key(readers.get(r), readers.get(r));
      }
      int last = readers.isEmpty() ? node : readers.get(readers.length() - 1);
      for (int stage = node; stage <= last; stage++) {
        excess[stage] += memory[node];
      }
    }
    for (int stage = 0; stage < n; stage++) {
      own[stage] = stage;
      running[stage] = stage;
      excess[stage] -= budget;
    }
    live = new LiveMemory(own, excess);
  }

  int key(int stage, int node) {
    return stage << bits | node;
  }

  int stage(int key) {
    return key >>> bits;
  }

  int node(int key) {
    return key & (1 << bits) - 1;
  }

  /** The first step of a stage. */
  int begin(int stage) {
    return stage == 0 ? 0 : own[stage - 1] + 1;
  }

  /** The stage of a step. */
  int stageOf(int step) {
    return lower(own, n, step);
  }

  /** Steps, first executions included. */
  int steps() {
    return n + copies;
  }

  /** The sum of what all steps are above the budget. */
  long overflow() {
    return live.overflow();
  }

  /** Steps looked at so far: a measure of time that is the same on every machine. */
  long looks() {
    return live.looks();
  }

  /** What the copies cost. */
  double extra() {
    return extra;
  }

  int copies() {
    return copies;
  }

  /**
   * Writes the keys of all copies, as they run.
   *
   * @return how many there are
   */
  int copies(int[] keys) {
    int count = 0;
    int step = 0;
    for (int stage = 0; count < copies; stage++) {
      for (; step < own[stage]; step++) {
        keys[count++] = key(stage, running[step]);
      }
      step++;
    }
    return count;
  }

  /** The key of the last step up to a copy that needs the value's instance before it. */
  int lastUse(int stage, int node) {
    return Math.max(lastRead(node, key(stage, node)), key(latestRun(node, stage - 1), node));
  }

  /** The first stage that has changed since {@link #settle}, n where none has. */
  int low() {
    return low;
  }

  /** The last stage that has changed since {@link #settle}, -1 where none has. */
  int high() {
    return high;
  }

  /** From now on no stage has changed. */
  void settle() {
    low = n;
    high = -1;
  }

  /** All that overflows has changed, too. */
  void settleOverflowing() {
    settle();
    for (int stage = 0; stage < n; stage++) {
      if (live.highestAround(stage) <= 0) {
        stage = live.lastAround(stage);
        continue;
      }
      for (int step = begin(stage); step <= own[stage]; step++) {
        if (live.at(stage, step) > 0) {
          low = Math.min(low, stage);
          high = stage;
        }
      }
    }
  }

  /** Whether nothing would be gained by trying: without this copy something overflows for sure. */
  boolean isNeeded(int stage, int node) {
    int key = key(stage, node);
    int next = key(nextRun(node, stage), 0);
    if (lastRead(node, next) < key) {
      return false;
    }
    // Operands that live only for this copy would make room.
    long most = -memory[node];
    for (int operand : operands[node]) {
      if (lastRead(operand, key(nextRun(operand, stage), 0)) == key) {
        most += memory[operand];
      }
    }
    return isAbove(lastUse(stage, node), key, most);
  }

  /** Whether a step between two, of which the first exists, is further above the budget. */
  boolean isAbove(int after, int before, long most) {
    int from = stage(after);
    int to = stage(before);
    return live.isAbove(from, after(after), to, step(to, node(before)), most);
  }

  /** How far the highest step of a stage and those around it is above the budget. */
  long highestAround(int stage) {
    return live.highestAround(stage);
  }

  /** The last stage that {@link #highestAround} speaks of, too. */
  int lastAround(int stage) {
    return live.lastAround(stage);
  }

  /** How far a step of a stage is above the budget. */
  long excess(int stage, int step) {
    return live.at(stage, step);
  }

  /** Whether what a copy changes reaches into stages that have changed. */
  boolean isNear(int stage, int node) {
    if (stage < low) {
      return false;
    }
    if (stage <= high) {
      return true;
    }
    if (stage(lastUse(stage, node)) <= high) {
      return true;
    }
    int key = key(stage, node);
    for (int operand : operands[node]) {
      if (Math.max(lastRead(operand, key), key(latestRun(operand, stage), 0)) <= key(high, n)) {
        return true;
      }
    }
    return false;
  }

  /** The largest amount at any step. */
  long peak() {
    return live.peak() + budget;
  }

  /** Whether a node runs in a later stage than its own. */
  boolean runsAgain(int stage, int node) {
    return stage > node && find(stages[node], runs[node], stage) >= 0;
  }

  /** The latest stage up to {@code stage} in which a node runs; there is one. */
  int latestRun(int node, int stage) {
    int[] list = stages[node];
    int i = runs[node] - 1;
    while (list[i] > stage) {
      i--;
    }
    return list[i];
  }

  /** The first stage after {@code stage} in which a node runs, or n. */
  int nextRun(int node, int stage) {
    int[] list = stages[node];
    int i = runs[node];
    while (i > 0 && list[i - 1] > stage) {
      i--;
    }
    return i == runs[node] ? n : list[i];
  }

  /** The last read before a key, or -1. */
  int lastRead(int node, int before) {
    int i = lower(reads[node], readCount[node], before) - 1;
    return i < 0 ? -1 : reads[node][i];
  }

  /** The first read at or after a key, or -1. */
  int nextRead(int node, int from) {
    int i = lower(reads[node], readCount[node], from);
    return i == readCount[node] ? -1 : reads[node][i];
  }

  /** Runs a node once more, before the own node of a later stage in which it does not run yet. */
  void add(int stage, int node) {
    int key = key(stage, node);
    int at = step(stage, node);
    // What lives at the next step but is not made there passes by here.
    long amount = live.at(stage, at) - memory[running[at]];
    int previous = latestRun(node, stage);
    int next = key(nextRun(node, stage), 0);
    if (lastRead(node, next) > key) {
      shift(Math.max(lastRead(node, key), key(previous, node)), key, -memory[node]);
    } else {
      amount += memory[node];
    }
    for (int operand : operands[node]) {
      int made = latestRun(operand, stage);
      int last = lastRead(operand, key(nextRun(operand, stage), 0));
      if (last < key) {
        shift(Math.max(last, key(made, operand)), key, memory[operand]);
        amount += memory[operand];
      }
      insertRead(operand, key);
    }
    insertStage(node, stage);
    insertStep(stage, at, node, amount);
    extra += cost[node];
    copies++;
    low = Math.min(low, stage);
    high = Math.max(high, stage);
  }

  /** Takes back what {@link #add} did. */
  void remove(int stage, int node) {
    int key = key(stage, node);
    int at = step(stage, node);
    extra -= cost[node];
    copies--;
    low = Math.min(low, stage);
    high = Math.max(high, stage);
    removeStep(stage, at);
    removeStage(node, stage);
    int previous = latestRun(node, stage);
    int next = key(nextRun(node, stage), 0);
    if (lastRead(node, next) > key) {
      shift(Math.max(lastRead(node, key), key(previous, node)), key, memory[node]);
    }
    for (int operand : operands[node]) {
      deleteRead(operand, key);
      int made = latestRun(operand, stage);
      int last = lastRead(operand, key(nextRun(operand, stage), 0));
      if (last < key) {
        shift(Math.max(last, key(made, operand)), key, -memory[operand]);
      }
    }
  }

  /** The step of a node in a stage, or where it would be. */
  int step(int stage, int node) {
    int at = begin(stage);
    while (running[at] < node) {
      at++;
    }
    return at;
  }

  /** The first step behind a key. */
  int after(int key) {
    return step(stage(key), node(key)) + 1;
  }

  /** Adds to all steps between two, of which the first exists. */
  private void shift(int after, int before, long change) {
    int from = stage(after);
    int to = stage(before);
    low = Math.min(low, from);
    live.add(from, after(after), to, step(to, node(before)), change);
  }

  private void insertStep(int stage, int at, int node, long amount) {
    int count = steps();
    if (count == running.length) {
      running = Arrays.copyOf(running, 2 * count);
    }
    live.insert(stage, at, amount, count);
    System.arraycopy(running, at, running, at + 1, count - at);
    running[at] = node;
    for (int later = stage; later < n; later++) {
      own[later]++;
    }
  }

  private void removeStep(int stage, int at) {
    int rest = steps() - at;
    System.arraycopy(running, at + 1, running, at, rest);
    live.remove(stage, at, steps());
    for (int later = stage; later < n; later++) {
      own[later]--;
    }
  }

  private void insertStage(int node, int stage) {
    stages[node] = inserted(stages[node], runs[node]++, stage);
  }

  private void removeStage(int node, int stage) {
    deleted(stages[node], runs[node]--, stage);
  }

  private void insertRead(int node, int key) {
    reads[node] = inserted(reads[node], readCount[node]++, key);
  }

  private void deleteRead(int node, int key) {
    deleted(reads[node], readCount[node]--, key);
  }

  private static int[] inserted(int[] list, int count, int value) {
    int[] room = count == list.length ? Arrays.copyOf(list, 2 * count) : list;
    int at = lower(room, count, value);
    System.arraycopy(room, at, room, at + 1, count - at);
    room[at] = value;
    return room;
  }

  private static void deleted(int[] list, int count, int value) {
    int at = lower(list, count, value);
    System.arraycopy(list, at + 1, list, at, count - at - 1);
  }

  private static int find(int[] list, int count, int value) {
    int at = lower(list, count, value);
    return at < count && list[at] == value ? at : -1;
  }

  /** The first place whose value is not below {@code value}. */
  private static int lower(int[] list, int count, int value) {
    int low = 0;
    int high = count;
    while (low < high) {
      int middle = (low + high) >>> 1;
      if (list[middle] < value) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low;
  }

  /** As it is now. */
  StagedPlan plan() {
    ImmutableList.Builder<ImmutableIntArray> plan = ImmutableList.builder();
    for (int stage = 0; stage < n; stage++) {
      plan.add(ImmutableIntArray.copyOf(Arrays.copyOfRange(running, begin(stage), own[stage])));
    }
    return new StagedPlan(plan.build());
  }
}
