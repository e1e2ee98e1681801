package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.Iterables;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.search.OncePerKey;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.ToLongFunction;

/**
 * The blocks that a program may use for an attention, with the same costs and out of the same
 * search space as {@link AttentionMapper}. A program sums running outputs in the accumulator until
 * they are done, so queries are outermost; it stacks heads only with all their queries, so that the
 * rows of a block lie one below the other in the scores. Equal problems are searched once.
 */
public final class AttentionBlocks {
  private static final ImmutableList<Order> ORDERS = ImmutableList.of(Order.QUERIES_OUTER);

  /**
   * How much slower blocks may be whose keys and values are held: these can arrive while the layer
   * before runs, which a cost of the layer alone does not show.
   */
  private static final double HELD_TOLERANCE = 1.05;

  /**
   * Cycles that one more instruction is taken to cost, an assumption: engines are never late for
   * want of instructions here, but of blocks that are equally fast those with fewer instructions
   * are better for any sequencer.
   */
  private static final long ISSUE_CYCLES = 1;

  /** Two products, a softmax and a rescaling. */
  private static final long INSTRUCTIONS_PER_BLOCK = 4;

  private final Npu npu;
  private final List<Dataflow> dataflows;
  private final OncePerKey<AttentionProblem, ImmutableList<AttentionCost>> known =
      new OncePerKey<>(this::search);

  /**
   * @param dramBytesPerCycle at which traffic is priced: an assumption, so that plans do not depend
   *     on the chip's own
   */
  public AttentionBlocks(Npu npu, double dramBytesPerCycle) {
    DramSpec dram = npu.dram();
    this.npu =
        npu.withDram(
            new DramSpec(dram.type(), dramBytesPerCycle * npu.clockHz(), 1, dram.burstBytes()));
    this.dataflows = ContractionSearch.allowed(npu.array());
  }

  /**
   * The best blocks within a budget, of equally good ones those with the smallest workspace. Keys
   * and values that are held are preferred where that takes little longer.
   *
   * @param workspace SRAM bytes that a nest takes in a program
   */
  public Optional<AttentionCost> best(
      AttentionProblem problem, ToLongFunction<AttentionNest> workspace, long budgetBytes) {
    AttentionCost held = null;
    AttentionCost passing = null;
    for (AttentionCost cost : candidates(problem)) {
      if (workspace.applyAsLong(cost.nest()) > budgetBytes) {
        continue;
      }
      if (cost.nest().held()) {
        held = held == null || price(cost) < price(held) ? cost : held;
      } else {
        passing = passing == null || price(cost) < price(passing) ? cost : passing;
      }
    }
    boolean hold =
        passing == null || (held != null && price(held) <= price(passing) * HELD_TOLERANCE);
    return Optional.ofNullable(hold ? held : passing);
  }

  /** Cycles, and an assumed one for each instruction. */
  private static long price(AttentionCost cost) {
    return cost.cycles() + issueCycles(cost.blocks());
  }

  private static long issueCycles(long blocks) {
    return ISSUE_CYCLES * INSTRUCTIONS_PER_BLOCK * blocks;
  }

  /**
   * All that are not, with keys and values held or passing as well, beaten in SRAM bytes and price;
   * in ascending SRAM bytes.
   */
  public ImmutableList<AttentionCost> candidates(AttentionProblem problem) {
    return known.get(problem);
  }

  /** Searches the blocks of a problem that will be asked for, unless a thread has begun to. */
  public void begin(AttentionProblem problem) {
    known.begin(problem);
  }

  private ImmutableList<AttentionCost> search(AttentionProblem problem) {
    Front held = new Front();
    Front passing = new Front();
    new BlockSpace(
            npu,
            problem,
            ORDERS,
            new Executable(problem),
            (holds, sram, cycles) -> (holds ? held : passing).beats(sram, cycles))
        .walk(
            draft -> {
              Front front = draft.held() ? held : passing;
              long sram = draft.sramBytes();
              long issue = issueCycles(draft.blockCount());
              if (!front.beats(sram, draft.leastCycles(dataflows) + issue)) {
                draft
                    .costs(dataflows, (cycles, energy) -> !front.beats(sram, cycles + issue))
                    .forEach(front::offer);
              }
              return true;
            });
    return ImmutableList.sortedCopyOf(
        Comparator.comparingLong(AttentionCost::sramBytes),
        Iterables.concat(held.costs.values(), passing.costs.values()));
  }

  /** Costs of which none is beaten by another. */
  private static final class Front {
    private final TreeMap<Long, AttentionCost> costs = new TreeMap<>();

    /**
     * @param least no price is lower
     */
    boolean beats(long sram, long least) {
      Map.Entry<Long, AttentionCost> known = costs.floorEntry(sram);
      return known != null && price(known.getValue()) <= least;
    }

    void offer(AttentionCost cost) {
      if (beats(cost.sramBytes(), price(cost))) {
        return;
      }
      costs.put(cost.sramBytes(), cost);
      Map.Entry<Long, AttentionCost> next = costs.higherEntry(cost.sramBytes());
      while (next != null && price(next.getValue()) >= price(cost)) {
        costs.remove(next.getKey());
        next = costs.higherEntry(cost.sramBytes());
      }
    }
  }

  /** Blocks that programs have instructions for, of sizes that suit the array. */
  private record Executable(AttentionProblem problem) implements BlockSpace.Part {
    @Override
    public ImmutableList<Long> sizes(long bound, long rows, long columns) {
      return BlockSizes.few(bound, rows, columns);
    }

    @Override
    public boolean accepts(long heads, long rows) {
      return heads == 1 || rows == problem.queries();
    }
  }
}
