package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedMap;
import dev.npusim.mapper.depthfirst.FusionPlan;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The decisions from which one program follows.
 *
 * @param treatments by position among {@link ScheduleProblem#gaps}; those that are absent are
 *     {@link Treatment#FREE}
 * @param others whether tensors that no treatment is given for may stay in SRAM from layer to layer
 * @param chains how far back copies of producers reach
 * @param fusion groups of nodes of the graph with its copies that run depth-first in tiles
 * @param budgetBytes SRAM it may use, at most the chip's
 * @param pricing what tilings are chosen by
 * @param cores that it uses, at most the chip's
 * @param order positions of the model's nodes in the order in which they run, copies in front of
 *     their reader; empty for the model's own
 * @param writes when spilled bytes are written
 */
public record Plan(
    ImmutableSortedMap<Integer, Treatment> treatments,
    Others others,
    Chains chains,
    FusionPlan fusion,
    long budgetBytes,
    Pricing pricing,
    int cores,
    ImmutableList<Integer> order,
    Writes writes) {

  /** What happens to tensors without a treatment. */
  public enum Others {
    /** They stay where there is room. */
    STAY,
    /** They go to DRAM after each layer. */
    STREAM
  }

  /** Where a chain of copies starts. */
  public enum Chains {
    /** At the nearest tensors that are alive anyway when the reader runs. */
    SHORT,
    /** Behind all tensors that are computed again themselves: none of them is there any more. */
    FULL
  }

  /** What tilings and dataflows are chosen by. */
  public enum Pricing {
    /** Estimated cycles. */
    TIME,
    /** Estimated cycles times energy. */
    ENERGY,
    /** Estimated cycles as if the DRAM were slow. */
    TRAFFIC
  }

  /** When results that go to DRAM are written, each a tile after it was computed or later. */
  public enum Writes {
    /** Before any spilled tensor is fetched: their SRAM is free early. */
    SOON,
    /** Before what was written is fetched itself: fetches that are waited for go first. */
    LATE
  }

  /** Nothing asked for. */
  public static Plan free(long budgetBytes, Pricing pricing, int cores) {
    return new Plan(
        ImmutableSortedMap.of(),
        Others.STAY,
        Chains.SHORT,
        FusionPlan.NONE,
        budgetBytes,
        pricing,
        cores,
        ImmutableList.of(),
        Writes.SOON);
  }

  /** The treatment of the gap at {@code position}. */
  public Treatment of(int position) {
    return treatments.getOrDefault(position, Treatment.FREE);
  }

  /** The same with {@code treatment} for these gaps. */
  public Plan with(Set<Integer> positions, Treatment treatment) {
    Map<Integer, Treatment> changed = new TreeMap<>(treatments);
    for (Integer position : positions) {
      if (treatment == Treatment.FREE) {
        changed.remove(position);
      } else {
        changed.put(position, treatment);
      }
    }
    return new Plan(
        ImmutableSortedMap.copyOf(changed),
        others,
        chains,
        fusion,
        budgetBytes,
        pricing,
        cores,
        order,
        writes);
  }

  public Plan with(Others other) {
    return new Plan(treatments, other, chains, fusion, budgetBytes, pricing, cores, order, writes);
  }

  public Plan with(Chains other) {
    return new Plan(treatments, others, other, fusion, budgetBytes, pricing, cores, order, writes);
  }

  public Plan with(FusionPlan other) {
    return new Plan(treatments, others, chains, other, budgetBytes, pricing, cores, order, writes);
  }

  public Plan with(Pricing other) {
    return new Plan(treatments, others, chains, fusion, budgetBytes, other, cores, order, writes);
  }

  /** The same in another order, of which no groups are known. */
  public Plan with(ImmutableList<Integer> otherOrder) {
    return new Plan(
        treatments,
        others,
        chains,
        FusionPlan.NONE,
        budgetBytes,
        pricing,
        cores,
        otherOrder,
        writes);
  }

  public Plan with(Writes other) {
    return new Plan(treatments, others, chains, fusion, budgetBytes, pricing, cores, order, other);
  }

  /** Positions of the gaps with this treatment, ascending. */
  public Set<Integer> positions(Treatment treatment) {
    Set<Integer> positions = new TreeSet<>();
    treatments.forEach(
        (position, given) -> {
          if (given == treatment) {
            positions.add(position);
          }
        });
    return positions;
  }
}
