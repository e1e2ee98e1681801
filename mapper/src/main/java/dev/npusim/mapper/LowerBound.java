package dev.npusim.mapper;

import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.cost.SparseWeights;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.WeightMemory;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Cycles that no schedule of a model on a chip can beat: the largest of three engines' unavoidable
 * work.
 *
 * <ul>
 *   <li>array: MACs at the peak rate of their format (depthwise ones left out, which may run on the
 *       vector unit; of structured weights those with a stored one);
 *   <li>vector unit: lane operations of the vector nodes, one per attention score and operation of
 *       its softmax, one per element to drain each contraction, those that widen each weight once,
 *       at all lanes;
 *   <li>DRAM: each weight, input and result once, at the sustained bandwidth.
 * </ul>
 */
public final class LowerBound {
  private LowerBound() {}

  public static long cycles(Graph graph, Npu npu, Precision precision) {
    double array = 0;
    double vector = 0;
    SparseWeights weights = new SparseWeights(graph, precision);
    Set<String> widened = new HashSet<>();
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Contraction && !GroupFormation.isDepthwise(node)) {
        array += weights.macs(node) / npu.peakMacsPerCycle(Formats.macFormat(node.op(), precision));
        vector += node.output().elements();
        if (Formats.dequantizes(node, precision, npu.array())
            && widened.add(node.input(1).name())) {
          vector += weights.stored(node.input(1)) * npu.vector().dequantization();
        }
        if (node.op() instanceof Attention attention) {
          vector += (double) scores(node, attention) * attention.scoreLaneOps();
        }
      } else {
        vector += node.op() instanceof Contraction ? node.macs() : node.laneOps();
      }
    }
    // Whatever weights a weight memory holds need not cross the bus.
    long onChip = npu.weightMemory().map(WeightMemory::sizeBytes).orElse(0L);
    double dram =
        Math.max(0, compulsoryBytes(graph, precision) - onChip) / npu.dramBestBytesPerCycle();
    return (long) Math.max(array, Math.max(vector / npu.vector().lanes() / npu.cores(), dram));
  }

  private static long scores(Node node, Attention attention) {
    return node.input(0).type().rows() * attention.heads() * node.input(1).type().shape().dim(1);
  }

  /**
   * Bytes that cross the DRAM bus whatever the schedule: weights once (of a table, the rows
   * picked), inputs (what their widest reader sees of them), results.
   */
  public static long compulsoryBytes(Graph graph, Precision precision) {
    SparseWeights weights = new SparseWeights(graph, precision);
    Map<String, Long> bytes = new LinkedHashMap<>();
    Aliases aliases = Aliases.of(graph);
    for (Node node : graph.nodes()) {
      if (!(node.op() instanceof View)) {
        seen(node, graph, aliases)
            .forEach(
                (input, elements) ->
                    bytes.merge(input.name(), precision.bytes(input, elements), Math::max));
      }
      for (Value value : node.inputs()) {
        if (value.isStatic()) {
          long elements =
              node.op() instanceof Gather
                  ? Math.min(value.elements(), node.output().elements())
                  : value.elements();
          bytes.merge(value.name(), weights.bytes(value, elements), Math::max);
        }
      }
    }
    for (Value output : graph.outputs()) {
      written(output, graph, aliases)
          .forEach(
              (value, elements) ->
                  bytes.merge(value.name(), precision.bytes(value, elements), Math::max));
    }
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
