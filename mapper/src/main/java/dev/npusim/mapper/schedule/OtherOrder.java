package dev.npusim.mapper.schedule;

import dev.npusim.mapper.search.Effort;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * Branches in the order in which least lies around beyond the SRAM ({@link BranchOrder}), where
 * that is not the model's own; the residency planner decides about the rest.
 */
final class OtherOrder extends OneShot {
  /** States of the search of an order; assumptions that only save work. */
  private static final int WIDTH = 64;

  private static final int WIDTH_IF_LARGE = 4;
  private static final int LARGE = 200;

  private final UnaryOperator<Plan> change;

  /**
   * @param change made to a plan in the other order, such as fused groups
   */
  OtherOrder(ScheduleProblem problem, UnaryOperator<Plan> change) {
    super(problem);
    this.change = change;
  }

  @Override
  public String name() {
    return "reorder";
  }

  @Override
  public String description() {
    return "branches in another order";
  }

  @Override
  Optional<Plan> on(Plan base) {
    BranchOrder orders =
        new BranchOrder(problem().model(), problem().precision()::bytes, base.budgetBytes());
    BranchOrder.Order own = orders.own();
    if (own.excess() == 0 && problem().options().effort() != Effort.BEST) {
      // Everything fits anyway.
      return Optional.empty();
    }
    boolean isLarge = problem().model().nodes().size() > LARGE;
    BranchOrder.Order best = orders.best(isLarge ? WIDTH_IF_LARGE : WIDTH);
    return best.isBetterThan(own)
        ? Optional.of(change.apply(base.with(best.order())))
        : Optional.empty();
  }
}
