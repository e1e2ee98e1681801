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
    return other
        .map(
            loser ->
                String.format(
                    Locale.ROOT,
                    "%s: %.3g of its cycles, %.3g of its energy, %.3g of its DRAM bytes",
                    fused ? "fused over unfused" : "unfused over fused",
                    (double) best.cycles() / loser.cycles(),
                    best.energy().total() / loser.energy().total(),
                    (double) best.dramBytes() / loser.dramBytes()))
        .orElse(fused ? "fused: no unfused one fits" : "unfused: no fused one fits");
  }

  /** What the figures take for granted, one sentence each. */
  public ImmutableList<String> assumptions() {
    return AttentionAssumptions.of(problem, npu);
  }
}
