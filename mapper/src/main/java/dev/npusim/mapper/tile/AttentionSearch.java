package dev.npusim.mapper.tile;

import dev.npusim.ir.Precision;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** Exhaustive search over the block sizes and dataflows of fused attention. */
public final class AttentionSearch {
  /**
   * One attention operation.
   *
   * @param heads independent products (batch x heads)
   * @param queries rows of q
   * @param bits width of q, k, v and the probabilities
   * @param streamedQuery whether q comes from DRAM
   * @param streamedKeys whether k and v do
   * @param streamedOutput whether the result goes there
   */
  public record Problem(
      long heads,
      long queries,
      long keys,
      int headDim,
      int valueDim,
      int scoreLaneOps,
      int bits,
      double rate,
      boolean streamedQuery,
      boolean streamedKeys,
      boolean streamedOutput,
      long budgetBytes) {}

  /**
   * Charged per block and engine in the estimate, so that of equal tilings the one with larger
   * blocks wins.
   */
  private static final long SHORT_BLOCK_CYCLES = 24;

  private final Npu npu;
  private final Map<Problem, AttentionTiling> known = new HashMap<>();

  public AttentionSearch(Npu npu) {
    this.npu = npu;
  }

  /** The fastest tiling within the budget, or null when none fits. */
  public @Nullable AttentionTiling best(Problem problem) {
    if (!known.containsKey(problem)) {
      AttentionTiling tiling = search(problem, false);
      if (tiling == null && problem.streamedKeys()) {
        tiling = search(problem, true);
      }
      if (tiling == null) {
        return null;
      }
      known.put(problem, tiling);
    }
    return known.get(problem);
  }

  private @Nullable AttentionTiling search(Problem p, boolean keysPass) {
    long accumulator = npu.accumulator().sizeBytes() / Precision.PARTIAL_SUM_BYTES;
    AttentionTiling best = null;
    for (int rows : candidates(p.queries())) {
      for (int keys : candidates(p.keys())) {
        for (int slots = 2; slots <= 3; slots++) {
          long sram = workspace(p, rows, keys, slots, keysPass);
          long needed = (long) slots * rows * keys + 2L * rows * p.valueDim();
          if (needed > accumulator || sram > p.budgetBytes()) {
            continue;
          }
          AttentionTiling tiling = price(p, rows, keys, slots, keysPass, sram);
          if (best == null
              || time(tiling) < time(best)
              || (time(tiling) == time(best) && area(tiling) > area(best))) {
            best = tiling;
          }
        }
      }
    }
    return best;
  }

  /** Larger blocks take fewer instructions. */
  private static long area(AttentionTiling tiling) {
    return (long) tiling.rows() * tiling.keys();
  }

  private static long time(AttentionTiling tiling) {
    long slower = Math.max(tiling.arrayCycles(), tiling.vectorCycles());
    return slower + Math.min(tiling.arrayCycles(), tiling.vectorCycles()) / 8;
  }

  private TreeSet<Integer> candidates(long extent) {
    TreeSet<Integer> result = new TreeSet<>();
    result.add((int) Math.min(extent, 1 << 16));
    for (int base : new int[] {16, 24}) {
      for (long size = base; size < extent && size <= 4096; size *= 2) {
        result.add((int) size);
      }
    }
    for (long parts = 2; parts <= 4; parts++) {
      result.add((int) ((extent + parts - 1) / parts));
    }
    return result;
  }

  private static long workspace(Problem p, int rows, int keys, int slots, boolean keysPass) {
    long probabilities = 3 * bytes((long) rows * keys, p.bits());
    long query = p.streamedQuery() ? 2 * bytes((long) rows * p.headDim(), p.bits()) : 0;
    long keyValues =
        !p.streamedKeys()
            ? 0
            : keysPass
                ? (slots + 1)
                    * (slot((long) keys * p.headDim(), p.bits())
                        + slot((long) keys * p.valueDim(), p.bits()))
                : 2 * bytes(p.keys() * (p.headDim() + p.valueDim()), p.bits());
    long output =
        p.streamedOutput()
            ? ContractionTiling.SLOTS * bytes((long) rows * p.valueDim(), p.bits())
            : 0;
    return probabilities + query + keyValues + output;
  }

  /** With room for the pieces of an operand that is stored in parts. */
  private static long slot(long elements, int bits) {
    return bytes(elements, bits) + 512;
  }

  private static long bytes(long elements, int bits) {
    return ((elements * bits + 7) / 8 + 63) / 64 * 64;
  }

  private AttentionTiling price(
      Problem p, int rows, int keys, int slots, boolean keysPass, long sram) {
    Dataflow scores = best(p.rate(), rows, keys, p.headDim());
    Dataflow values = best(p.rate(), rows, p.valueDim(), keys);
    // With one block ahead only, the array waits for its own skew and load before each softmax can
    // start.
    long wait =
        slots > 2
            ? 0
            : ArrayTiming.tail(npu.array(), scores) + ArrayTiming.lead(npu.array(), scores);
    long array = 0;
    long vector = 0;
    for (long r = 0; r < p.queries(); r += rows) {
      long m = Math.min(rows, p.queries() - r);
      long fullBlocks = p.keys() / keys;
      long lastKeys = p.keys() % keys;
      array += fullBlocks * (wait + pair(p, scores, values, m, keys));
      vector += fullBlocks * softmax(p, m, keys);
      if (lastKeys > 0) {
        array += wait + pair(p, scores, values, m, lastKeys);
        vector += softmax(p, m, lastKeys);
      }
    }
    vector += p.queries() * p.valueDim() / npu.vector().lanes();
    return new AttentionTiling(
        scores, values, rows, keys, slots, keysPass, sram, p.heads() * array, p.heads() * vector);
  }

  private long pair(Problem p, Dataflow scores, Dataflow values, long m, long keys) {
    // Loads are mostly hidden behind the instruction before; very short instructions hide them
    // worse.
    long exposed =
        SHORT_BLOCK_CYCLES
            + (ArrayTiming.lead(npu.array(), scores) + ArrayTiming.lead(npu.array(), values)) / 4;
    return exposed
        + ArrayTiming.busy(npu.array(), p.rate(), scores, m, keys, p.headDim())
        + ArrayTiming.busy(npu.array(), p.rate(), values, m, p.valueDim(), keys);
  }

  private long softmax(Problem p, long m, long keys) {
    long work = m * keys * p.scoreLaneOps();
    return SHORT_BLOCK_CYCLES + (work + npu.vector().lanes() - 1) / npu.vector().lanes();
  }

  private Dataflow best(double rate, long m, long n, long k) {
    Dataflow best = null;
    long fewest = Long.MAX_VALUE;
    for (Dataflow dataflow : ContractionSearch.allowed(npu.array())) {
      long cycles = ArrayTiming.busy(npu.array(), rate, dataflow, m, n, k);
      if (cycles < fewest) {
        fewest = cycles;
        best = dataflow;
      }
    }
    return Objects.requireNonNull(best);
  }
}
