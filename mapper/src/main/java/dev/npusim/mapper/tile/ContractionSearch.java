package dev.npusim.mapper.tile;

import dev.npusim.mapper.search.OncePerKey;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Exhaustive search over the nests in which a contraction group can run: dataflow x tiles x block
 * of rows x weights that stay. Each is a mapping of the layer to {@link
 * dev.npusim.mapper.nest.npu.RunArchitecture}, whose traffic the physical counter counts; operands
 * that are in SRAM anyway take their share of it away. The result is the Pareto set of workspace
 * against cost, so that a scheduler can trade one for the other.
 *
 * <p>DRAM is priced at an assumed bandwidth, not the chip's, so that the candidates do not depend
 * on it. Thread-safe.
 */
public final class ContractionSearch {
  /**
   * Share of the faster engines' time that is taken as not hidden; an assumption. What it weighs is
   * measured in the end: the simulator runs every plan.
   */
  private static final double UNHIDDEN = 0.2;

  private final Npu npu;
  private final double dramBytesPerCycle;
  private final boolean frugal;
  private final OncePerKey<ContractionProblem, List<ContractionTiling>> fronts =
      new OncePerKey<>(this::search);
  private final OncePerKey<ContractionProblem, List<Counted>> counts =
      new OncePerKey<>(this::count);

  /** A nest and what does not depend on where operands are. */
  private record Counted(ContractionLoops loops, long arrayCycles, NestCounts counts) {}

  /**
   * @param dramBytesPerCycle assumed for pricing traffic against work
   * @param frugal weigh energy as much as time
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

  /** What the search minimises: estimated cycles, times energy when it is to be frugal. */
  public double cost(ContractionTiling tiling) {
    return frugal ? cycles(tiling) * tiling.energyPj() : cycles(tiling);
  }

  /**
   * Counts the nests of a problem that will be asked for, unless a thread has begun to.
   *
   * @param problem with everything streamed
   */
  public void beginCounting(ContractionProblem problem) {
    counts.begin(problem);
  }

  /** Finds the Pareto set of a problem that will be asked for, unless a thread has begun to. */
  public void begin(ContractionProblem problem) {
    fronts.begin(problem);
  }

  /**
   * The Pareto set by ascending workspace and descending cost; empty when nothing fits the
   * accumulator.
   */
  public List<ContractionTiling> pareto(ContractionProblem problem) {
    return fronts.get(problem);
  }

  private List<ContractionTiling> search(ContractionProblem problem) {
    List<ContractionTiling> all = new ArrayList<>();
    for (Counted each : counts.get(problem.allStreamed())) {
      all.add(price(problem, each));
    }
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

  /**
   * The nests of a problem's candidates: of each tile in its fastest dataflow, or in all where
   * energy counts, too.
   */
  private List<Counted> count(ContractionProblem p) {
    List<NestPricing> dataflows =
        allowed(npu.array()).stream().map(dataflow -> new NestPricing(npu, p, dataflow)).toList();
    List<Counted> all = new ArrayList<>();
    ContractionCandidates candidates = new ContractionCandidates(npu, p);
    for (ContractionCandidates.Tile tile : candidates.tiles()) {
      List<NestPricing> fastest = new ArrayList<>(dataflows);
      fastest.sort(Comparator.comparingLong(dataflow -> dataflow.cycles(tile)));
      for (NestPricing dataflow : fastest) {
        int before = all.size();
        for (int blockRows : candidates.blocks(tile.rows())) {
          add(all, dataflow.loops(tile, blockRows, false), dataflow);
          add(all, dataflow.loops(tile, blockRows, true), dataflow);
        }
        if (!frugal && all.size() > before) {
          break;
        }
      }
    }
    return all;
  }

  private static void add(List<Counted> all, ContractionLoops loops, NestPricing pricing) {
    NestCounts counts = pricing.counts(loops);
    if (counts != null) {
      all.add(new Counted(loops, pricing.arrayCycles(loops), counts));
    }
  }

  private ContractionTiling price(ContractionProblem p, Counted each) {
    NestCounts counts = each.counts();
    double vector =
        p.batch()
            * (p.prologueLaneOps() * p.inputRows() * p.inputColumns()
                + p.epilogueLaneOps() * p.m() * p.n()
                + widenings(p, each.loops()))
            / npu.vector().lanes();
    double dram =
        p.batch()
            * (p.streamedWeights() * counts.weights() * p.weightBytes(p.k() * p.n() * p.panels())
                + p.streamedInput() * counts.inputs() * p.inputBytes(p.inputRows())
                + (p.streamedOutput() * counts.outputs() + p.streamedOperands())
                    * p.outputBytes(p.m() * p.n()));
    return new ContractionTiling(
        each.loops(),
        ContractionWorkspace.bytes(p, each.loops(), ContractionTiling.slots(npu.cores())),
        (long) (each.arrayCycles() * share(p, each.loops())),
        (long) (vector * share(p, each.loops())),
        (long) dram,
        counts.onChipPj());
  }

  /** Share of the work that the core with most tiles has. */
  private double share(ContractionProblem p, ContractionLoops loops) {
    if (npu.cores() == 1) {
      return 1;
    }
    long tiles = p.batch() * ceil(p.n(), loops.tileN());
    long whole = p.m() / loops.blockRows() * ceil(loops.blockRows(), loops.tileM());
    tiles *= whole + ceil(p.m() % loops.blockRows(), loops.tileM());
    return (double) ceil(tiles, npu.cores()) / tiles;
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }

  /** Lane operations that widen weights: all of them once per block of rows. */
  private static double widenings(ContractionProblem p, ContractionLoops loops) {
    long blocks = (p.m() + loops.blockRows() - 1) / loops.blockRows();
    return blocks * p.weights().laneOps(p.k() * p.n() * p.panels());
  }

  /** The dataflows that an array can run. */
  public static List<Dataflow> allowed(ArraySpec array) {
    return switch (array.dataflow()) {
      case WEIGHT_STATIONARY -> List.of(Dataflow.WEIGHT_STATIONARY);
      case INPUT_STATIONARY -> List.of(Dataflow.INPUT_STATIONARY);
      case OUTPUT_STATIONARY -> List.of(Dataflow.OUTPUT_STATIONARY);
      case FLEXIBLE -> List.of(Dataflow.values());
    };
  }
}
