package dev.npusim.mapper.tile;

import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.npu.hardware.Npu;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;

/** Sizes of tiles and blocks that a search tries. */
final class ContractionCandidates {
  /**
   * Weight chunks are cut to about this size: large against a descriptor's set-up, small against
   * the SRAM.
   */
  private static final long[] CHUNK_BYTES = {128 << 10, 32 << 10};

  private final Npu npu;
  private final ContractionProblem p;
  private final long accumulatorElements;

  ContractionCandidates(Npu npu, ContractionProblem problem) {
    this.npu = npu;
    this.p = problem;
    this.accumulatorElements =
        npu.accumulator().sizeBytes() / Precision.PARTIAL_SUM_BYTES / 2 / p.panels();
  }

  /** One array instruction's extents. */
  record Tile(int rows, int columns, int reduction) {}

  /** Tiles of which two fit into the accumulator. */
  List<Tile> tiles() {
    List<Tile> tiles = new ArrayList<>();
    for (int columns : columns()) {
      for (int rows : rows(accumulatorElements / columns)) {
        for (int reduction : reduction(columns)) {
          tiles.add(new Tile(rows, columns, reduction));
        }
      }
    }
    return tiles;
  }

  private TreeSet<Integer> columns() {
    TreeSet<Integer> result = new TreeSet<>();
    if (p.groups() > 1) {
      long perGroup = p.n() / p.groups();
      for (long g = 1; g <= p.groups() && g * perGroup <= accumulatorElements; g *= 2) {
        result.add((int) (g * perGroup));
      }
      return result;
    }
    long limit = Math.min(p.n(), accumulatorElements);
    result.add((int) limit);
    for (int base : new int[] {16, npu.array().rows(), npu.array().columns(), 48, 80}) {
      for (long c = base; c < limit; c *= 2) {
        result.add((int) c);
      }
    }
    for (long parts = 2; parts <= 8; parts++) {
      long c = even(ceil(p.n(), parts), npu.array().columns());
      if (c <= limit && c >= 16) {
        result.add((int) c);
      }
    }
    return result;
  }

  private TreeSet<Integer> rows(long limit) {
    TreeSet<Integer> result = new TreeSet<>();
    long most = Math.min(p.m(), Math.max(1, limit));
    result.add((int) most);
    for (long rows = p.rowQuantum(); rows <= most; rows *= 2) {
      result.add((int) rows);
    }
    if (p.rowQuantum() > 1) {
      result.add((int) Math.max(1, most / p.rowQuantum() * p.rowQuantum()));
    }
    for (long rows = 32; rows <= most; rows *= 2) {
      result.add((int) rows);
    }
    for (int parts = npu.cores(); parts > 1 && parts <= 4 * npu.cores(); parts *= 2) {
      long share = ceil(ceil(p.m(), parts), p.rowQuantum()) * p.rowQuantum();
      if (share <= most) {
        result.add((int) share);
      }
    }
    result.remove(0);
    return result;
  }

  /** Blocks of whole tiles. */
  TreeSet<Integer> blocks(int tileRows) {
    TreeSet<Integer> result = new TreeSet<>();
    result.add((int) p.m());
    for (long rows = tileRows; rows < p.m(); rows *= 2) {
      result.add((int) rows);
    }
    return result;
  }

  /** Whole channels that fill all of the array's rows, and those that nearly do. */
  private TreeSet<Integer> reduction(int tileN) {
    TreeSet<Integer> result = new TreeSet<>();
    if (p.groups() > 1) {
      result.add((int) p.k());
      return result;
    }
    Sparsity sparsity = p.weights().sparsity();
    // Of a structured reduction the array holds what is stored.
    long rows = lcm((long) npu.array().rows() * sparsity.of() / sparsity.kept(), sparsity.of());
    for (long bytes : CHUNK_BYTES) {
      long about = Math.max(1, bytes * 8 / ((long) tileN * p.panels() * p.weights().bits()));
      result.add(equalChunks(about, lcm(rows, p.taps())));
      if (p.taps() > 1) {
        result.add(equalChunks(Math.max(rows, about / rows * rows), lcm(p.taps(), sparsity.of())));
      }
    }
    return result;
  }

  /** About as much of the reduction in equal parts: multiples of {@code quantum}. */
  private int equalChunks(long about, long quantum) {
    long rows = Math.max(quantum, about / quantum * quantum);
    if (rows >= p.k()) {
      return (int) p.k();
    }
    long chunks = ceil(p.k(), rows);
    return (int) Math.min(p.k(), ceil(ceil(p.k(), chunks), quantum) * quantum);
  }

  /** Extents that folds of an axis cut into equal parts. */
  private static long even(long extent, long axis) {
    long folds = ceil(extent, axis);
    return folds * ceil(extent, folds);
  }

  private static long lcm(long a, long b) {
    long gcd = a;
    for (long rest = b; rest > 0; ) {
      long next = gcd % rest;
      gcd = rest;
      rest = next;
    }
    return a / gcd * b;
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
