package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.mapper.depthfirst.FusionChoice.Tiling;
import dev.npusim.mapper.depthfirst.FusionChooser;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.FusionPlan;
import dev.npusim.mapper.depthfirst.GroupCost;
import dev.npusim.mapper.depthfirst.Halo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Where nothing else fits the SRAM: groups as long as can be in ever smaller tiles, until some
 * program is found. A layer whose operands have rows that are too long, or too many of them, may
 * fit in tiles that are narrower than the image. Asked last, it stays silent once anything fits.
 */
final class SmallTiles implements Strategy {
  /** Nodes of a rewritten graph that are worth a trial; an assumption that only saves work. */
  private static final int MOST_NODES = 2_500;

  /** Plans measured before it gives up. */
  private static final int MOST_PLANS = 8;

  private static final int LARGEST = 1 << 20;

  private final ScheduleProblem problem;
  private List<FusionPlan> left = List.of();
  private boolean waited;
  private boolean looked;

  SmallTiles(ScheduleProblem problem) {
    this.problem = problem;
  }

  @Override
  public String name() {
    return "small-tiles";
  }

  @Override
  public String description() {
    return "fused depth-first in tiles that fit";
  }

  @Override
  public ImmutableList<Plan> next(History history) {
    if (!waited) {
      waited = true;
      return ImmutableList.of();
    }
    if (history.best(problem.options().goal()).isPresent()) {
      return ImmutableList.of();
    }
    if (!looked) {
      looked = true;
      left = tilings();
    }
    if (left.isEmpty()) {
      return ImmutableList.of();
    }
    FusionPlan fusion = left.remove(0);
    return ImmutableList.of(Bases.full(problem).get(0).with(fusion));
  }

  /** A plan and what it is estimated to take. */
  private record Tiled(FusionPlan plan, int nodes, long sramBytes) {}

  /**
   * Evenly among those for which no other has fewer nodes and takes less SRAM, the fewest nodes
   * first. The estimate of the SRAM is rough (what lies between layers may be spilled), so it
   * orders plans and excludes none.
   */
  private List<FusionPlan> tilings() {
    List<Tiled> all = new ArrayList<>();
    for (int width = LARGEST; width >= 4; width = width == LARGEST ? 512 : width / 2) {
      for (int height = 128; height >= 1; height /= 2) {
        for (Halo vertical : Halo.values()) {
          Tiled tiled = tiled(new Tiling(width, height, vertical, Halo.CACHED));
          if (tiled.nodes() > 0 && tiled.nodes() <= MOST_NODES) {
            all.add(tiled);
          }
        }
      }
    }
    all.sort(Comparator.comparingInt(Tiled::nodes).thenComparingLong(Tiled::sramBytes));
    List<Tiled> front = new ArrayList<>();
    long least = Long.MAX_VALUE;
    for (Tiled tiled : all) {
      if (tiled.sramBytes() < least) {
        least = tiled.sramBytes();
        front.add(tiled);
      }
    }
    int some = Math.min(MOST_PLANS, front.size());
    List<FusionPlan> plans = new ArrayList<>();
    for (int i = 0; i < some; i++) {
      plans.add(front.get(some == 1 ? 0 : i * (front.size() - 1) / (some - 1)).plan());
    }
    return plans;
  }

  private Tiled tiled(Tiling tiling) {
    Graph model = problem.model();
    FusionPlan plan = FusionChooser.longest(model, tiling);
    int nodes = 0;
    long sram = 0;
    for (FusionGroup group : plan.groups()) {
      GroupCost cost = GroupCost.of(model, group, problem.precision());
      nodes += cost.nodes();
      sram = Math.max(sram, cost.sramBytes());
    }
    return new Tiled(plan, nodes, sram);
  }
}
