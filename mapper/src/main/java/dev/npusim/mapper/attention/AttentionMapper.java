package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.layer.CpuTime;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.List;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The best attention of a chip: every blocking of {@link BlockSpace} in every pair of dataflows,
 * those left out whose bound is above the best found. Run to its end it is exact over that space;
 * ended earlier it returns the best so far and how far from optimal it can be.
 */
public final class AttentionMapper {
  private static final ImmutableList<Order> FUSED =
      ImmutableList.of(Order.QUERIES_OUTER, Order.KEYS_OUTER);
  private static final ImmutableList<Order> UNFUSED = ImmutableList.of(Order.UNFUSED);
  private static final double PJ = 1e12;

  /** Bounds are sums in another order than costs: what is this near is not told apart. */
  private static final double SLACK = 1e-12;

  private final Npu npu;
  private final AttentionProblem problem;
  private final List<Dataflow> dataflows;

  public AttentionMapper(Npu npu, AttentionProblem problem) {
    this.npu = npu;
    this.problem = problem;
    this.dataflows = ContractionSearch.allowed(npu.array());
  }

  /**
   * The better of the best fused and the best unfused attention.
   *
   * @throws InfeasibleException where not even the smallest blocks fit
   */
  public MappedAttention search(Objective objective, SearchLimits limits) {
    double begin = CpuTime.ofThread();
    AttentionFloor floor = AttentionFloor.of(npu, problem);
    Incumbent fused = new Incumbent(objective);
    boolean complete = run(FUSED, fused, limits);
    Incumbent unfused = new Incumbent(objective);
    complete &= run(UNFUSED, unfused, limits);
    if (fused.best == null && unfused.best == null) {
      throw new InfeasibleException(problem.name() + ": " + problem.tooSmall(npu));
    }
    boolean fusedWins =
        unfused.best == null || (fused.best != null && fused.value <= unfused.value);
    Incumbent winner = fusedWins ? fused : unfused;
    AttentionCost best = winner.best;
    if (best == null) {
      throw new IllegalStateException("no winner");
    }
    double bound =
        complete
            ? winner.value
            : Math.min(winner.value, objective.cost(floor.picojoules(), floor.cycles()));
    return new MappedAttention(
        problem,
        npu,
        best,
        Optional.ofNullable(fusedWins ? unfused.best : fused.best),
        floor,
        new MappedLayer.Searched(
            objective,
            complete ? "exhaustive with bounds" : "exhaustive with bounds, ended early",
            1,
            winner.value,
            bound,
            complete || bound >= winner.value,
            fused.evaluated + unfused.evaluated,
            fused.pruned + unfused.pruned,
            CpuTime.ofThread() - begin));
  }

  private boolean run(List<Order> orders, Incumbent incumbent, SearchLimits limits) {
    // Good ones first: most of the rest is then excluded by a bound before it is drafted.
    BlockSpace few = new BlockSpace(npu, problem, orders, BlockSpace.Part.FEW, incumbent);
    if (!walk(few, incumbent, limits)) {
      return false;
    }
    BlockSpace space = new BlockSpace(npu, problem, orders, BlockSpace.Part.ALL, incumbent);
    boolean complete = walk(space, incumbent, limits);
    incumbent.pruned += space.unfit();
    return complete;
  }

  private boolean walk(BlockSpace space, Incumbent incumbent, SearchLimits limits) {
    return space.walk(
        draft -> {
          incumbent.drafts++;
          if (incumbent.mayImprove(draft)) {
            draft.costs(dataflows, incumbent::mayImprove).forEach(incumbent::offer);
          } else {
            incumbent.pruned++;
          }
          // Something is better than nothing, however little time there is.
          return incumbent.best == null
              || (incumbent.drafts < limits.evaluations() && !limits.stop().getAsBoolean());
        });
  }

  /**
   * The costs of which none is in SRAM bytes, cycles, energy and DRAM bytes as good as another and
   * in one of them better; in the order of their SRAM bytes.
   */
  public ImmutableList<AttentionCost> pareto(SearchLimits limits) {
    AttentionFront front = new AttentionFront();
    new BlockSpace(npu, problem, List.of(Order.values()))
        .walk(
            draft -> {
              long cycles = draft.leastCycles(dataflows);
              double energy = draft.leastEnergy(dataflows, cycles);
              if (!front.covers(draft.sramBytes(), cycles, energy, draft.dramBytes())) {
                draft.costs(dataflows, (c, e) -> true).forEach(front::offer);
              }
              return front.offered() < limits.evaluations() && !limits.stop().getAsBoolean();
            });
    return front.costs();
  }

  /** The best of its kind so far. */
  private final class Incumbent implements BlockSpace.Bound {
    private final Objective objective;
    private @Nullable AttentionCost best;
    private double value = Double.POSITIVE_INFINITY;
    private long evaluated;
    private long pruned;

    /** Priced, or bounded: what effort is counted in. */
    private long drafts;

    Incumbent(Objective objective) {
      this.objective = objective;
    }

    @Override
    public boolean excludes(boolean held, long sramBytes, long leastCycles) {
      return false;
    }

    @Override
    public boolean excludes(long leastCycles, DoubleSupplier leastJoules) {
      boolean excluded = !mayImprove(leastCycles, leastJoules);
      pruned += excluded ? 1 : 0;
      return excluded;
    }

    /** Cheap bound first. */
    boolean mayImprove(Draft draft) {
      long quick = draft.quickCycles();
      if (!mayImprove(quick, () -> draft.quickEnergy(quick))) {
        return false;
      }
      long least = draft.leastCycles(dataflows);
      return mayImprove(least, () -> draft.leastEnergy(dataflows, least));
    }

    /** Where cycles alone are too many, nobody asks for the energy. */
    private boolean mayImprove(long cycles, DoubleSupplier joules) {
      return objective.cost(0, cycles) * (1 - SLACK) <= value
          && mayImprove(cycles, joules.getAsDouble());
    }

    private boolean mayImprove(long cycles, double joules) {
      double cost = objective.cost(joules * PJ, cycles);
      if (objective == Objective.LATENCY && cost == value && best != null) {
        return joules * (1 - SLACK) <= best.energy().total();
      }
      return cost * (1 - SLACK) <= value;
    }

    void offer(AttentionCost cost) {
      evaluated++;
      double offered = objective.cost(cost.energy().total() * PJ, cost.cycles());
      if (best == null || offered < value || (offered == value && tieBreak(cost, best) < 0)) {
        best = cost;
        value = offered;
      }
    }

    private int tieBreak(AttentionCost a, AttentionCost b) {
      int byEnergy = Double.compare(a.energy().total(), b.energy().total());
      int byDram = byEnergy != 0 ? byEnergy : Long.compare(a.dramBytes(), b.dramBytes());
      return byDram != 0 ? byDram : Long.compare(a.sramBytes(), b.sramBytes());
    }
  }
}
