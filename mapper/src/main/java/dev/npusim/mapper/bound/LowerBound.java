package dev.npusim.mapper.bound;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.WeightMemory;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;

/**
 * Cycles that no schedule of a model on a chip can beat: the largest of three engines' unavoidable
 * work, or the sum of such over parts that run one after the other ({@link BarrierBound}).
 *
 * <ul>
 *   <li>array: {@link LeastWork#arrayCycles};
 *   <li>vector unit: {@link LeastWork#laneOps} at all lanes;
 *   <li>DRAM: each weight, input and result once, at the sustained bandwidth.
 * </ul>
 */
public final class LowerBound {
  private LowerBound() {}

  public static long cycles(Graph graph, Npu npu, Precision precision) {
    return (long)
        Math.max(wholeRun(graph, npu, precision), BarrierBound.cycles(graph, npu, precision));
  }

  /** The longest of the engines. */
  static double wholeRun(Graph graph, Npu npu, Precision precision) {
    LeastWork work = LeastWork.of(graph, npu, precision);
    double vector = (work.laneOps() + work.widening()) / npu.vector().lanes() / npu.cores();
    double dram = dramBytes(graph, npu, precision) / npu.dramBestBytesPerCycle();
    return Math.max(work.arrayCycles(), Math.max(vector, dram));
  }

  /**
   * Bytes that cross the DRAM bus of this chip at least: whatever weights a weight memory holds
   * need not.
   */
  public static long dramBytes(Graph graph, Npu npu, Precision precision) {
    long onChip = npu.weightMemory().map(WeightMemory::sizeBytes).orElse(0L);
    long weights = weightBytes(graph, precision);
    return compulsoryBytes(graph, precision) - Math.min(weights, onChip);
  }

  /**
   * Bytes that cross the DRAM bus whatever the schedule: weights once (of a table, the rows
   * picked), inputs (what their widest reader sees of them), results.
   */
  public static long compulsoryBytes(Graph graph, Precision precision) {
    Map<String, Long> bytes = new LinkedHashMap<>();
    Aliases aliases = Aliases.of(graph);
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof View)) {
        seen(node, graph, aliases)
            .forEach(
                (input, elements) ->
                    bytes.merge(input.name(), precision.bytes(input, elements), Math::max));
      }
    }
    for (Value output : graph.outputs()) {
      written(output, graph, aliases)
          .forEach(
              (value, elements) ->
                  bytes.merge(value.name(), precision.bytes(value, elements), Math::max));
    }
    return Math.addExact(sum(bytes), weightBytes(graph, precision));
  }

  private static long weightBytes(Graph graph, Precision precision) {
    WeightBytes weights = new WeightBytes(graph, precision);
    Map<String, Long> bytes = new LinkedHashMap<>();
    for (Node node : graph.nodes()) {
      for (Value value : node.inputs()) {
        if (value.isStatic()) {
          bytes.merge(value.name(), weights.of(node, value), Math::max);
        }
      }
    }
    return sum(bytes);
  }

  private static long sum(Map<String, Long> bytes) {
    return bytes.values().stream().mapToLong(Long::longValue).reduce(0, Math::addExact);
  }

  /**
   * Elements of computed values that an output shows: what it shows of an input is there already.
   */
  private static Map<Value, Long> written(Value output, Graph graph, Aliases aliases) {
    Map<Value, Long> elements = new LinkedHashMap<>();
    for (Aliases.Piece piece : aliases.pieces(output)) {
      if (graph.producer(piece.root()) != null) {
        elements.merge(piece.root(), piece.there().elements(), Math::addExact);
      }
    }
    elements.replaceAll((value, sum) -> Math.min(sum, value.elements()));
    return elements;
  }

  /** Elements of graph inputs that a node reads, directly or through views. */
  private static Map<Value, Long> seen(Node node, Graph graph, Aliases aliases) {
    Map<Value, Long> most = new LinkedHashMap<>();
    for (Value operand : new LinkedHashSet<>(node.inputs())) {
      Map<Value, Long> elements = new LinkedHashMap<>();
      for (Aliases.Piece piece : aliases.pieces(operand)) {
        if (graph.inputs().contains(piece.root())) {
          elements.merge(piece.root(), piece.there().elements(), Math::addExact);
        }
      }
      elements.forEach(
          (input, sum) -> most.merge(input, Math.min(sum, input.elements()), Math::max));
    }
    return most;
  }
}
