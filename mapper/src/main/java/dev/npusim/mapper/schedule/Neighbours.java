package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Gap;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.FusionPlan;
import dev.npusim.mapper.depthfirst.Halo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/** Plans that differ from one in what a few tensors get, drawn at random. */
final class Neighbours {
  /**
   * Times as long as a spill at the planner's bandwidth that recomputing may take to be worth a
   * trial; an assumption that only saves work.
   */
  private static final double HOPELESS = 4;

  /** Most gaps that change at once, as a part of all. */
  private static final double LARGEST = 0.3;

  private final ScheduleProblem problem;
  private final Fusions fusions;
  private final Random random;

  /** Positions of gaps, the most bytes first. */
  private final ImmutableList<Integer> bySize;

  private final Set<Integer> recomputable;

  Neighbours(ScheduleProblem problem, Fusions fusions, Random random) {
    this.problem = problem;
    this.fusions = fusions;
    this.random = random;
    List<Integer> positions = new ArrayList<>(problem.positions(gap -> true));
    positions.sort(
        Comparator.comparing((Integer at) -> problem.gaps().get(at).kind() != Gap.Kind.SKIP)
            .thenComparing(at -> -problem.precision().bytes(problem.gaps().get(at).value()))
            .thenComparing(at -> at));
    this.bySize = ImmutableList.copyOf(positions);
    this.recomputable = problem.positions(this::isWorthComputing);
  }

  private boolean isWorthComputing(Gap gap) {
    double bytes = problem.precision().bytes(gap.value());
    double perCycle = ScheduleCache.bytesPerCycle(Plan.Pricing.TIME);
    double macs = gap.chainMacs() / problem.npu().peakMacsPerCycle(problem.precision().macFormat());
    double again = Math.max(macs, gap.rereadBytes(problem.precision()) / perCycle);
    return gap.producerIndex() >= 0 && again <= HOPELESS * 2 * bytes / perCycle;
  }

  /** Whether a plan has any. */
  boolean has(Plan plan) {
    return !bySize.isEmpty() || !plan.fusion().isEmpty();
  }

  /** Positions that can be computed again at a cost worth a trial. */
  Set<Integer> recomputable() {
    return recomputable;
  }

  /**
   * Plans in which one tensor that can be is computed again, the largest first, inside the group
   * that reads it where there is one.
   */
  ImmutableList<Plan> recomputingOne(Plan plan) {
    ImmutableList.Builder<Plan> plans = ImmutableList.builder();
    for (Integer position : bySize) {
      if (recomputable.contains(position) && plan.of(position) != Treatment.RECOMPUTE) {
        plans.add(fusions.adapted(plan.with(Set.of(position), Treatment.RECOMPUTE)));
      }
    }
    return plans.build();
  }

  /** Another plan; the large gaps change more often. */
  Plan of(Plan plan) {
    if (!plan.fusion().isEmpty() && (bySize.isEmpty() || random.nextDouble() < 0.4)) {
      return plan.with(regrouped(plan.fusion()));
    }
    int most = (int) Math.max(1, Math.ceil(LARGEST * bySize.size()));
    int count = 1 + (int) (most * Math.pow(random.nextDouble(), 3));
    Set<Integer> changed = new TreeSet<>();
    int start = (int) (bySize.size() * Math.pow(random.nextDouble(), 2));
    for (int i = 0; i < count; i++) {
      changed.add(bySize.get((start + i) % bySize.size()));
    }
    Plan other = apply(plan, changed);
    boolean sameCopies =
        other.positions(Treatment.RECOMPUTE).equals(plan.positions(Treatment.RECOMPUTE));
    return plan.fusion().isEmpty() || sameCopies ? other : fusions.adapted(other);
  }

  private Plan apply(Plan plan, Set<Integer> changed) {
    Set<Integer> again = new TreeSet<>(changed);
    again.retainAll(recomputable);
    double draw = random.nextDouble();
    if (!again.isEmpty() && draw < 0.4) {
      return plan.with(again, Treatment.RECOMPUTE);
    }
    if (draw < 0.65) {
      return plan.with(changed, Treatment.SPILL);
    }
    return plan.with(changed, draw < 0.8 ? Treatment.KEEP : Treatment.FREE);
  }

  /** One group less, or with other tiles. */
  private FusionPlan regrouped(FusionPlan plan) {
    List<FusionGroup> groups = new ArrayList<>(plan.groups());
    int at = random.nextInt(groups.size());
    FusionGroup group = groups.get(at);
    int draw = random.nextInt(4);
    if (draw == 0) {
      groups.remove(at);
    } else if (draw == 1) {
      groups.set(at, tiled(group, Math.max(1, group.tileHeight() / 2), group.vertical()));
    } else if (draw == 2) {
      groups.set(at, tiled(group, 2 * group.tileHeight(), group.vertical()));
    } else {
      Halo other = group.vertical() == Halo.CACHED ? Halo.RECOMPUTED : Halo.CACHED;
      groups.set(at, tiled(group, group.tileHeight(), other));
    }
    return new FusionPlan(ImmutableList.copyOf(groups));
  }

  private static FusionGroup tiled(FusionGroup group, int height, Halo vertical) {
    return new FusionGroup(group.nodes(), height, group.tileWidth(), vertical, group.horizontal());
  }
}
