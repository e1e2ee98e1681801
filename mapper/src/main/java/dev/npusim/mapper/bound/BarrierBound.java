package dev.npusim.mapper.bound;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.WeightMemory;
import java.util.BitSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Cycles that no schedule undercuts because parts of a model run one after the other.
 *
 * <p>Let t(b) be the time at which all of the tensor of a barrier b has been computed for the first
 * time ({@link Barriers}). Of nodes behind b and ahead of c all work is done between t(b) and t(c),
 * at least once: MACs, lane operations, and the fetches of their weights but for what was on the
 * chip at t(b), which is no more than the SRAM, the array's registers and a weight memory hold.
 * Contractions of which only the sums wait may have begun before, but sums that are not complete
 * lie in the accumulators: no more products than those of as many sums as these hold. So t(c) -
 * t(b) is at least the longest of array, vector unit and DRAM, and a run at least the sum over any
 * sequence of barriers; the best one is found by dynamic programming. That says more than the
 * longest engine of the whole run where one part of a model is all weights and another all work.
 */
final class BarrierBound {
  /** Weights per PE: the one in use, and the next in its shadow register. */
  private static final int REGISTERS = 2;

  /** Bytes of the widest weight and its index in a sparse block, rounded up. */
  private static final int REGISTER_BYTES = 4;

  private final Npu npu;
  private final double[] arrayCycles;
  private final double[] macCycles;
  private final double[] laneOps;
  private final boolean isDense;
  private final long[] weightBytes;
  private final double[] outputs;

  /** Bytes. */
  private final double onChip;

  /** Sums that all accumulators hold together. */
  private final double accumulators;

  private BarrierBound(Graph graph, Npu npu, Precision precision) {
    this.npu = npu;
    List<LeastWork> work = LeastWork.ofEach(graph, npu, precision);
    arrayCycles = work.stream().mapToDouble(LeastWork::arrayCycles).toArray();
    macCycles = work.stream().mapToDouble(LeastWork::macCycles).toArray();
    laneOps = work.stream().mapToDouble(LeastWork::laneOps).toArray();
    isDense = precision.weights().isDense();
    outputs = graph.nodes().stream().mapToDouble(node -> node.output().elements()).toArray();
    weightBytes = new long[work.size()];
    WeightBytes weights = new WeightBytes(graph, precision);
    Set<String> seen = new HashSet<>();
    for (int position = 0; position < weightBytes.length; position++) {
      Node node = graph.nodes().get(position);
      for (Value value : node.inputs()) {
        if (value.isStatic() && seen.add(value.name())) {
          weightBytes[position] += weights.of(node, value);
        }
      }
    }
    double pes = (double) npu.cores() * npu.array().rows() * npu.array().columns();
    onChip =
        npu.sram().sizeBytes()
            + pes * REGISTERS * REGISTER_BYTES
            + npu.weightMemory().map(WeightMemory::sizeBytes).orElse(0L);
    accumulators =
        (double) npu.cores() * npu.accumulator().sizeBytes() / Precision.PARTIAL_SUM_BYTES;
  }

  static double cycles(Graph graph, Npu npu, Precision precision) {
    ImmutableList<Barriers.Barrier> barriers = Barriers.of(graph);
    return barriers.isEmpty() ? 0 : new BarrierBound(graph, npu, precision).longest(barriers);
  }

  /** Over all sequences; at index 0 the begin of the run, at the last its end. */
  private double longest(List<Barriers.Barrier> barriers) {
    int end = barriers.size() + 1;
    BitSet all = new BitSet();
    all.set(0, weightBytes.length);
    double[] reached = new double[end + 1];
    for (int to = 1; to <= end; to++) {
      BitSet ahead = to == end ? all : barriers.get(to - 1).ahead();
      for (int from = 0; from < to; from++) {
        double cycles = cycles(from == 0 ? null : barriers.get(from - 1), ahead);
        // Without work between them nothing says which of two barriers is the first.
        if (from == 0 || to == end || cycles > 0) {
          reached[to] = Math.max(reached[to], reached[from] + cycles);
        }
      }
    }
    return reached[end];
  }

  /**
   * @param from null for the begin of the run
   */
  private double cycles(Barriers.@Nullable Barrier from, BitSet ahead) {
    double array = 0;
    double shares = 0;
    double sums = 0;
    double longestSum = 0;
    double lanes = 0;
    double weights = 0;
    for (int node = ahead.nextSetBit(0); node >= 0; node = ahead.nextSetBit(node + 1)) {
      double share = from == null ? 1 : from.behind()[node];
      if (share == 1) {
        array += arrayCycles[node];
        lanes += laneOps[node];
        weights += weightBytes[node];
      } else if (isDense) {
        shares += share * macCycles[node];
        weights += share * weightBytes[node];
        if (from != null && from.completed().get(node)) {
          sums += macCycles[node];
          longestSum = Math.max(longestSum, macCycles[node] / outputs[node]);
          lanes += laneOps[node];
        }
      }
    }
    array += Math.max(shares, sums - accumulators * longestSum);
    double vector = lanes / npu.vector().lanes() / npu.cores();
    double dram = (weights - onChip) / npu.dramBestBytesPerCycle();
    return Math.max(array, Math.max(vector, dram));
  }
}
