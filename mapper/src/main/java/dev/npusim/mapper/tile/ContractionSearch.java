package dev.npusim.mapper.tile;

import dev.npusim.ir.Precision;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Exhaustive search over the tilings of a contraction group: dataflow x tileM x tileN x block rows
 * x pinned weights. The result is the Pareto set of workspace against estimated time, so that a
 * scheduler can trade one for the other.
 *
 * <p>The estimate is the slowest engine's time plus what cannot overlap (the first tile in, the
 * last tile out); DRAM is priced at an assumed bandwidth, not the chip's, so that the candidates do
 * not depend on it.
 */
public final class ContractionSearch {
  /**
   * Weight chunks are cut to about this size: large against a descriptor's set-up, small against
   * the SRAM.
   */
  private static final long[] CHUNK_BYTES = {128 << 10, 32 << 10};

  /**
   * Charged per array instruction in the estimate, so that of equal tilings the one with larger
   * tiles wins.
   */
  static final long SHORT_TILE_CYCLES = 48;

  /** How much slower a tile may get to save energy. */
  private static final double FRUGAL_SLOWDOWN = 1.25;

  /** Share of the faster engines' time that is taken as not hidden. */
  private static final double UNHIDDEN = 0.2;

  private final Npu npu;
  private final double dramBytesPerCycle;
  private final boolean frugal;
  private final Map<ContractionProblem, List<ContractionTiling>> known = new HashMap<>();

  /**
   * @param dramBytesPerCycle assumed for pricing traffic against work
   * @param frugal choose each tile's dataflow by the energy of its ports instead of its cycles
   */
  public ContractionSearch(Npu npu, double dramBytesPerCycle, boolean frugal) {
    this.npu = npu;
    this.dramBytesPerCycle = dramBytesPerCycle;
    this.frugal = frugal;
  }

  /**
   * Estimated cycles of a tiling under this search's assumed bandwidth: the slowest engine's, plus
   * a share of the others', because overlap is never perfect and an engine that is left free can
   * work for the next group.
   */
  public double cycles(ContractionTiling tiling) {
    double dram = tiling.dramBytes() / dramBytesPerCycle;
    double slowest = Math.max(Math.max(tiling.arrayCycles(), tiling.vectorCycles()), dram);
    double sum = tiling.arrayCycles() + tiling.vectorCycles() + dram;
    return slowest + UNHIDDEN * (sum - slowest);
  }

  /**
   * What the search minimises: estimated cycles, times the energy of the ports when it is to be
   * frugal.
   */
  public double cost(ContractionTiling tiling) {
    return frugal ? cycles(tiling) * tiling.portPj() : cycles(tiling);
  }

  /**
   * The Pareto set by ascending workspace and descending time; empty when nothing fits the
   * accumulator.
   */
  public List<ContractionTiling> pareto(ContractionProblem problem) {
    return known.computeIfAbsent(problem, this::search);
  }

  private List<ContractionTiling> search(ContractionProblem p) {
    long accumulatorElements =
        npu.accumulator().sizeBytes() / Precision.PARTIAL_SUM_BYTES / 2 / p.panels();
    List<ContractionTiling> all = new ArrayList<>();
    for (int tileN : columnCandidates(p, accumulatorElements)) {
      for (int tileM : rowCandidates(p, accumulatorElements / tileN)) {
        for (int tileK : reductionChunks(p, tileN)) {
          Dataflow dataflow = bestDataflow(p, tileM, tileN, tileK);
          for (int blockRows : blockCandidates(p, tileM)) {
            all.add(price(p, dataflow, tileM, tileN, tileK, blockRows, false));
            if (blockRows < p.m()) {
              all.add(price(p, dataflow, tileM, tileN, tileK, blockRows, true));
            }
          }
        }
      }
    }
    return prune(all);
  }

  private List<ContractionTiling> prune(List<ContractionTiling> all) {
    all.sort(
        Comparator.comparingLong(ContractionTiling::sramBytes)
            .thenComparingDouble(this::cost)
            .thenComparingLong(ContractionTiling::dramBytes)
            .thenComparingLong(tiling -> -(long) tiling.tileM() * tiling.tileN() * tiling.tileK()));
    List<ContractionTiling> front = new ArrayList<>();
    double best = Double.POSITIVE_INFINITY;
    for (ContractionTiling tiling : all) {
      if (cost(tiling) < best) {
        best = cost(tiling);
        front.add(tiling);
      }
    }
    return front;
  }

  private TreeSet<Integer> columnCandidates(ContractionProblem p, long accumulatorElements) {
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
      long c = (p.n() + parts - 1) / parts;
      if (c <= limit && c >= 16) {
        result.add((int) c);
      }
    }
    return result;
  }

  private TreeSet<Integer> rowCandidates(ContractionProblem p, long limit) {
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
    result.remove(0);
    return result;
  }

  private static TreeSet<Integer> blockCandidates(ContractionProblem p, int tileM) {
    TreeSet<Integer> result = new TreeSet<>();
    result.add((int) p.m());
    for (long rows = tileM; rows < p.m(); rows *= 2) {
      result.add((int) rows);
    }
    return result;
  }

  private TreeSet<Integer> reductionChunks(ContractionProblem p, int tileN) {
    TreeSet<Integer> result = new TreeSet<>();
    if (p.groups() > 1) {
      result.add((int) p.k());
      return result;
    }
    for (long bytes : CHUNK_BYTES) {
      result.add(reductionChunk(p, tileN, bytes));
    }
    return result;
  }

  /**
   * Reduction rows of about {@code bytes} of weights: equal parts, in multiples of what fills the
   * array's rows.
   */
  private int reductionChunk(ContractionProblem p, int tileN, long bytes) {
    long rows = Math.max(1, bytes * 8 / ((long) tileN * p.panels() * p.weightBits()));
    boolean channels = npu.array().convolution() == ArraySpec.ConvolutionRows.CHANNELS;
    long quantum = npu.array().rows() * (channels ? (long) p.taps() : 1);
    rows = Math.max(quantum, rows / quantum * quantum);
    if (rows >= p.k()) {
      return (int) p.k();
    }
    long chunks = ceil(p.k(), rows);
    return (int) Math.min(p.k(), ceil(ceil(p.k(), chunks), quantum) * quantum);
  }

  private Dataflow bestDataflow(ContractionProblem p, int tileM, int tileN, int tileK) {
    int n = p.groups() > 1 ? (int) (p.n() / p.groups()) : tileN;
    Dataflow fastest = null;
    long fewest = Long.MAX_VALUE;
    for (Dataflow dataflow : allowed(npu.array())) {
      long cycles = cycles(p, dataflow, tileM, n, tileK);
      if (cycles < fewest) {
        fewest = cycles;
        fastest = dataflow;
      }
    }
    Dataflow best = Objects.requireNonNull(fastest);
    if (frugal) {
      for (Dataflow dataflow : allowed(npu.array())) {
        if (cycles(p, dataflow, tileM, n, tileK) <= fewest * FRUGAL_SLOWDOWN
            && portPj(p, dataflow, tileM, n, tileK) < portPj(p, best, tileM, n, tileK)) {
          best = dataflow;
        }
      }
    }
    return best;
  }

  private long cycles(ContractionProblem p, Dataflow dataflow, long m, long n, long k) {
    return ArrayTiming.busy(npu.array(), p.rate(), dataflow, m, n, k, p.taps())
        + ArrayTiming.lead(npu.array(), dataflow);
  }

  /**
   * Energy of a tile's operands through the SRAM's port and of its partial sums through the
   * accumulator's.
   */
  private double portPj(ContractionProblem p, Dataflow dataflow, long m, long n, long k) {
    double operands =
        (ArrayTiming.inputReads(npu.array(), dataflow, m, n, k) * p.inputBits()
                + ArrayTiming.weightReads(npu.array(), dataflow, m, n, k) * p.weightBits())
            / 8.0;
    double sums =
        (double) Precision.PARTIAL_SUM_BYTES
            * ArrayTiming.partialSums(npu.array(), dataflow, m, n, k, p.taps(), false);
    return operands * npu.energy().sramReadPjPerByte().value()
        + sums * npu.energy().localPjPerByte().value();
  }

  /** The dataflows an array can run. */
  /** The dataflows that an array can run. */
  public static List<Dataflow> allowed(ArraySpec array) {
    return switch (array.dataflow()) {
      case WEIGHT_STATIONARY -> List.of(Dataflow.WEIGHT_STATIONARY);
      case INPUT_STATIONARY -> List.of(Dataflow.INPUT_STATIONARY);
      case OUTPUT_STATIONARY -> List.of(Dataflow.OUTPUT_STATIONARY);
      case FLEXIBLE -> List.of(Dataflow.values());
    };
  }

  private ContractionTiling price(
      ContractionProblem p,
      Dataflow dataflow,
      int tileM,
      int tileN,
      int tileK,
      int blockRows,
      boolean pinned) {
    long blocks = ceil(p.m(), blockRows);

    boolean oneRowTile = blockRows <= tileM;
    long block = p.inputRowsFor(blockRows);
    long weights = p.weightBytes(p.k() * p.n() * p.panels());
    long chunk = p.weightBytes((long) tileK * tileN * p.panels());
    long columnWeights = p.weightBytes(p.k() * tileN * p.panels());
    double streamed = p.streamedWeights() > 0 ? 1 : 0;
    double weightSpace =
        streamed
            * (pinned
                ? weights
                : oneRowTile
                    ? Math.min(weights, 3 * chunk)
                    : Math.min(weights, columnWeights + 2 * chunk));
    double inputSpace =
        (p.hasPrologue() ? 1 : Math.min(1, p.streamedInput() * 1.0))
            * p.inputBytes(
                Math.min(p.inputRows(), blocks > 1 ? block + p.freshRowsFor(blockRows) : block));
    long slot = p.outputBytes((long) tileM * tileN);
    double slots =
        (double) ContractionTiling.SLOTS
            * slot
            * (p.streamedOperands() + (p.streamedOutput() > 0 ? 1 : 0));
    if (p.hasPrologue() && p.streamedInput() > 0) {
      slots +=
          (double) ContractionTiling.SLOTS
              * p.inputBytes(p.freshRowsFor(Math.min(tileM, blockRows)));
    }
    long array = p.batch() * arrayCycles(p, dataflow, tileM, tileN, tileK, blockRows);
    double vector =
        p.batch()
            * (p.prologueLaneOps() * p.inputRows() * p.inputColumns()
                + p.epilogueLaneOps() * p.m() * p.n())
            / npu.vector().lanes();
    double dram =
        p.batch()
            * (p.streamedWeights() * weights * (pinned ? 1 : blocks)
                + p.streamedInput() * p.inputBytes(p.inputRows())
                + (p.streamedOperands() + p.streamedOutput()) * p.outputBytes(p.m() * p.n()));
    return new ContractionTiling(
        dataflow,
        tileM,
        tileN,
        tileK,
        blockRows,
        pinned,
        (long) Math.ceil(weightSpace + inputSpace + slots),
        array,
        (long) vector,
        (long) dram,
        portPj(p, dataflow, tileM, p.groups() > 1 ? p.n() / p.groups() : tileN, tileK)
            * p.batch()
            * p.panels()
            * ((double) p.m() / tileM * p.n() / tileN * p.k() / tileK));
  }

  private long arrayCycles(
      ContractionProblem p, Dataflow dataflow, int tileM, int tileN, int tileK, int blockRows) {
    long total = 0;
    long lastBlock = p.m() % blockRows;
    total += p.m() / blockRows * blockCycles(p, dataflow, tileM, tileN, tileK, blockRows);
    if (lastBlock > 0) {
      total += blockCycles(p, dataflow, tileM, tileN, tileK, lastBlock);
    }
    return total;
  }

  private long blockCycles(
      ContractionProblem p, Dataflow dataflow, int tileM, int tileN, int tileK, long rows) {
    long total = rows / tileM * rowCycles(p, dataflow, tileM, tileN, tileK);
    if (rows % tileM > 0) {
      total += rowCycles(p, dataflow, rows % tileM, tileN, tileK);
    }
    return total;
  }

  private long rowCycles(ContractionProblem p, Dataflow dataflow, long m, int tileN, int tileK) {
    if (p.groups() > 1) {
      return p.groups()
          * ArrayTiming.busy(
              npu.array(), p.rate(), dataflow, m, p.n() / p.groups(), p.k(), p.taps());
    }
    long total = p.n() / tileN * columnCycles(p, dataflow, m, tileN, tileK);
    if (p.n() % tileN > 0) {
      total += columnCycles(p, dataflow, m, p.n() % tileN, tileK);
    }
    return total * p.panels();
  }

  private long columnCycles(ContractionProblem p, Dataflow dataflow, long m, long n, int tileK) {
    // Loads are mostly hidden behind the instruction before; very short instructions hide them
    // worse.
    long exposed = SHORT_TILE_CYCLES + ArrayTiming.lead(npu.array(), dataflow) / 4;
    long total =
        p.k()
            / tileK
            * (exposed + ArrayTiming.busy(npu.array(), p.rate(), dataflow, m, n, tileK, p.taps()));
    if (p.k() % tileK > 0) {
      total +=
          exposed
              + ArrayTiming.busy(npu.array(), p.rate(), dataflow, m, n, p.k() % tileK, p.taps());
    }
    return total;
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
