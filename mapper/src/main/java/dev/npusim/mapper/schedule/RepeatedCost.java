package dev.npusim.mapper.schedule;

import dev.npusim.mapper.Goal;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;

/**
 * What running a program many times in a row comes to, over all runs.
 *
 * @param measure what the goal minimises
 * @param energyJ of all
 */
record RepeatedCost(double measure, double energyJ) {
  /**
   * @param alone a run alone
   * @param count of runs, at least 1
   */
  static RepeatedCost of(Goal goal, Execution alone, long count) {
    Repetition repeated = Repeater.repeat(alone, count);
    double energy = repeated.energy().total();
    long dram =
        Math.addExact(
            repeated.dramReadBytes(alone.dramReadBytes()),
            Math.multiplyExact(count, alone.dramWriteBytes()));
    return new RepeatedCost(goal.of(repeated.cycles(), energy, dram), energy);
  }
}
