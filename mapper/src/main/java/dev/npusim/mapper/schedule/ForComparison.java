package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;

/**
 * A strategy that is measured only because a comparison of all was asked for: for the chip's own
 * SRAM, and nothing goes on from what it finds, so that the rest of the search is the same without.
 */
final class ForComparison implements Strategy {
  private final Strategy strategy;
  private boolean asked;

  ForComparison(Strategy strategy) {
    this.strategy = strategy;
  }

  @Override
  public String name() {
    return strategy.name();
  }

  @Override
  public String description() {
    return strategy.description();
  }

  @Override
  public boolean isSearched() {
    return false;
  }

  @Override
  public ImmutableList<Plan> next(History history) {
    if (asked) {
      return ImmutableList.of();
    }
    asked = true;
    return strategy.next(history);
  }
}
