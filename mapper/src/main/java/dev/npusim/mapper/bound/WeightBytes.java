package dev.npusim.mapper.bound;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gather;
import dev.npusim.npu.cost.SparseWeights;

/**
 * Bytes of a weight that a reader has to have on the chip at least: of a table, the rows picked.
 */
final class WeightBytes {
  private final SparseWeights weights;

  WeightBytes(Graph graph, Precision precision) {
    weights = new SparseWeights(graph, precision);
  }

  long of(Node reader, Value weight) {
    long elements =
        reader.op() instanceof Gather
            ? Math.min(weight.elements(), reader.output().elements())
            : weight.elements();
    return weights.bytes(weight, elements);
  }
}
