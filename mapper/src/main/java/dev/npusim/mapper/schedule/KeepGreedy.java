package dev.npusim.mapper.schedule;

import java.util.Optional;

/**
 * The residency planner decides: gaps in order of the DRAM bytes they save per byte of SRAM and
 * unit of time, each with as much of its tensor as there is room for.
 */
final class KeepGreedy extends OneShot {
  KeepGreedy(ScheduleProblem problem) {
    super(problem);
  }

  @Override
  public String name() {
    return "keep-greedy";
  }

  @Override
  public String description() {
    return "residency decided greedily";
  }

  @Override
  Optional<Plan> on(Plan base) {
    return Optional.of(base);
  }
}
