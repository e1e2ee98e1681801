package dev.npusim.mapper.vector;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Region;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.attention.BlockSizes;
import dev.npusim.mapper.layer.CpuTime;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import dev.npusim.npu.hardware.Npu;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The best blocks of a vector operation: every size that makes another number of blocks is priced,
 * up to {@link Effort#mostBlocks} of them.
 */
public final class VectorMapper {
  private static final double PJ = 1e12;

  private final Npu npu;
  private final VectorProblem problem;

  public VectorMapper(Npu npu, VectorProblem problem) {
    this.npu = npu;
    this.problem = problem;
  }

  /**
   * The best blocks found.
   *
   * @param effort says how small blocks are tried
   * @param stop ends the search with the best so far
   * @throws InfeasibleException where not even the smallest fit
   */
  public MappedVector search(Objective objective, Effort effort, BooleanSupplier stop) {
    double begin = CpuTime.ofThread();
    Incumbent incumbent = new Incumbent(objective);
    boolean complete = true;
    for (long size : sizes()) {
      if (incumbent.best != null && blocks(size) > effort.mostBlocks()) {
        break;
      }
      complete = incumbent.best == null || !stop.getAsBoolean();
      if (!complete) {
        break;
      }
      incumbent.offer(nest(size, false));
      if (problem.hasTwoPasses()) {
        incumbent.offer(nest(size, true));
      }
    }
    VectorCost best = incumbent.best;
    if (best == null) {
      throw infeasible(incumbent.least);
    }
    VectorFloor floor = VectorFloor.of(npu, problem);
    double bound = Math.min(incumbent.value, objective.cost(floor.joules() * PJ, floor.cycles()));
    return new MappedVector(
        problem,
        npu,
        best,
        floor,
        new MappedLayer.Searched(
            objective,
            complete ? "all block sizes" : "all block sizes, ended early",
            1,
            incumbent.value,
            bound,
            bound >= incumbent.value,
            incumbent.evaluated,
            incumbent.unfit,
            CpuTime.ofThread() - begin));
  }

  /** Rows, or columns, of a block; the largest first. */
  private ImmutableList<Long> sizes() {
    return problem.isOneBlock()
        ? ImmutableList.of(extent())
        : BlockSizes.of(extent(), problem.rowGrain());
  }

  private long extent() {
    Region whole = problem.whole();
    return problem.blocksColumns() ? whole.columns() : whole.rows();
  }

  private long blocks(long size) {
    return (extent() + size - 1) / size;
  }

  private VectorNest nest(long size, boolean held) {
    Region whole = problem.whole();
    return problem.blocksColumns()
        ? new VectorNest(whole.rows(), size, held)
        : new VectorNest(size, whole.columns(), held);
  }

  private InfeasibleException infeasible(long least) {
    return new InfeasibleException(
        String.format(
            Locale.ROOT,
            "layer %s: a %s whose smallest blocks need %,d bytes of SRAM; there are %,d",
            problem.name(),
            problem.kind(),
            least,
            npu.sram().sizeBytes()));
  }

  /** The best so far. */
  private final class Incumbent {
    private final Objective objective;
    private @Nullable VectorCost best;
    private double value = Double.POSITIVE_INFINITY;
    private long least = Long.MAX_VALUE;
    private long evaluated;
    private long unfit;

    Incumbent(Objective objective) {
      this.objective = objective;
    }

    void offer(VectorNest nest) {
      VectorCost cost = VectorCounter.cost(npu, problem, nest);
      least = Math.min(least, cost.sramBytes());
      if (cost.sramBytes() > npu.sram().sizeBytes()) {
        unfit++;
        return;
      }
      evaluated++;
      double offered = objective.cost(cost.energy().total() * PJ, cost.cycles());
      if (best == null || offered < value || (offered == value && isSmaller(cost, best))) {
        best = cost;
        value = offered;
      }
    }

    /** Of equally good ones, the one with less energy, then less SRAM. */
    private static boolean isSmaller(VectorCost a, VectorCost b) {
      int byEnergy = Double.compare(a.energy().total(), b.energy().total());
      return byEnergy != 0 ? byEnergy < 0 : a.sramBytes() < b.sramBytes();
    }
  }
}
