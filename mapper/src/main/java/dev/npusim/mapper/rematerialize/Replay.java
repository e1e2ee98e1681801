package dev.npusim.mapper.rematerialize;

import com.google.common.primitives.ImmutableIntArray;
import java.util.Arrays;

/**
 * What a sequence of executions needs, straight from the definition: an instance of a value lives
 * from its step to its last read before the value's next instance, at least its own step. Shares
 * nothing with the search.
 *
 * @param peak the largest sum of instances that live at one step
 * @param peakStep the first step at which it occurs
 * @param duration sum of the costs of all steps
 */
public record Replay(long peak, int peakStep, double duration) {

  /**
   * @throws IllegalArgumentException where a node runs before an operand, or never
   */
  public static Replay of(TaskGraph graph, ImmutableIntArray sequence) {
    int steps = sequence.length();
    int[] instance = new int[graph.size()];
    Arrays.fill(instance, -1);
    int[] lastRead = new int[steps];
    double duration = 0;
    for (int step = 0; step < steps; step++) {
      int node = sequence.get(step);
      for (int i = 0; i < graph.operands().get(node).length(); i++) {
        int operand = graph.operands().get(node).get(i);
        if (instance[operand] < 0) {
          throw new IllegalArgumentException("step " + step + " reads what is not there");
        }
        lastRead[instance[operand]] = step;
      }
      instance[node] = step;
      lastRead[step] = step;
      duration += graph.cost().get(node);
    }
    for (int node = 0; node < graph.size(); node++) {
      if (instance[node] < 0) {
        throw new IllegalArgumentException("node " + node + " never runs");
      }
    }
    long[] change = new long[steps + 1];
    for (int step = 0; step < steps; step++) {
      long memory = graph.memory().get(sequence.get(step));
      change[step] += memory;
      change[lastRead[step] + 1] -= memory;
    }
    long live = 0;
    long peak = -1;
    int peakStep = 0;
    for (int step = 0; step < steps; step++) {
      live += change[step];
      if (live > peak) {
        peak = live;
        peakStep = step;
      }
    }
    return new Replay(peak, peakStep, duration);
  }
}
