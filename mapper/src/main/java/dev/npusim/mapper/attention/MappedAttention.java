package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.npu.hardware.Npu;
import java.util.Locale;
import java.util.Optional;

/**
 * An attention, the best way found to compute it, and what is known about better ones.
 *
 * @param other the best of the other kind, fused or unfused; empty where none fits
 * @param floor what nothing can beat
 * @param searched its cost and bound are in cycles, pJ, or pJ x cycles
 */
public record MappedAttention(
    AttentionProblem problem,
    Npu npu,
    AttentionCost best,
    Optional<AttentionCost> other,
    AttentionFloor floor,
    MappedLayer.Searched searched) {

  /** Why fused, or why not. */
  public String reason() {
    boolean fused = best.nest().order().fused();
    String kinds = fused ? "fused over unfused: " : "unfused over fused: ";
    return other
        .map(
            loser ->
                kinds
                    + factor(searched.objective().lower(), value(best), value(loser))
                    + " by the objective; "
                    + factor("cycles", best.cycles(), loser.cycles())
                    + ", "
                    + factor("energy", best.energy().total(), loser.energy().total())
                    + ", "
                    + factor("DRAM bytes", best.dramBytes(), loser.dramBytes()))
        .orElse(fused ? "fused: no unfused one fits" : "unfused: no fused one fits");
  }

  /** What the figures take for granted, one sentence each. */
  public ImmutableList<String> assumptions() {
    return AttentionAssumptions.of(problem, npu);
  }

  private double value(AttentionCost cost) {
    return searched.objective().cost(cost.energy().total(), cost.cycles());
  }

  private static String factor(String name, double mine, double other) {
    return String.format(Locale.ROOT, "%s %.3g times the other's", name, mine / other);
  }
}
