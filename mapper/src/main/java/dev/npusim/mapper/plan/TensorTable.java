package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Sparsity;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.cost.SparseWeights;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The stored matrices of a graph: one per value that is not a view, and the scratch of each
 * attention.
 */
public final class TensorTable {
  /** Suffix of the scratch tensor of attention scores. */
  public static final String SCORES = ".scores";

  /** Suffix of the scratch tensor of attention probabilities. */
  public static final String PROBABILITIES = ".probabilities";

  /** Suffix of the scratch tensor of weights in the activations' format. */
  public static final String DEQUANTIZED = ".dequantized";

  private final List<Tensor> tensors = new ArrayList<>();
  private final Map<String, Tensor> byName = new HashMap<>();
  private final Set<String> contractionWeights = new HashSet<>();
  private final Precision precision;
  private final SparseWeights sparse;

  public TensorTable(Graph graph, Precision precision, ArraySpec array) {
    this.precision = precision;
    this.sparse = new SparseWeights(graph, precision);
    for (Node node : graph.nodes()) {
      if (Formats.hasWeights(node.op())) {
        contractionWeights.add(node.input(1).name());
      }
    }
    graph.inputs().forEach(value -> add(value, Tensor.Role.INPUT));
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        if (input.isStatic()) {
          add(input, Tensor.Role.WEIGHT);
        }
      }
      if (!(node.op() instanceof View)) {
        add(node.output(), Tensor.Role.ACTIVATION);
      }
      if (node.op() instanceof Attention attention) {
        addScratch(node, attention);
      }
      if (Formats.dequantizes(node, precision, array) && !GroupFormation.isDepthwise(node)) {
        addWidened(node.input(1));
      }
    }
  }

  private void add(Value value, Tensor.Role role) {
    if (byName.containsKey(value.name())) {
      return;
    }
    TensorType type = value.type();
    long rows = type.rows();
    long columns = type.columns();
    if (contractionWeights.contains(value.name())) {
      columns = type.shape().dim(0);
      rows = type.elements() / columns;
    }
    int bits = precision.bits(value);
    boolean scaled =
        role == Tensor.Role.WEIGHT
            && value.kind() == Value.Kind.PARAMETER
            && type.shape().rank() >= 2
            && bits < 8;
    put(
        value.name(),
        role,
        rows,
        columns,
        bits,
        scaled ? Precision.SCALE_BYTES : 0,
        sparse.contains(value) ? precision.weights() : Sparsity.DENSE);
  }

  private void addWidened(Value weight) {
    if (byName.containsKey(weight.name() + DEQUANTIZED)) {
      return;
    }
    Tensor stored = of(weight);
    put(
        weight.name() + DEQUANTIZED,
        Tensor.Role.SCRATCH,
        stored.rows(),
        stored.columns(),
        precision.activationBits(),
        0,
        stored.sparsity());
  }

  private void addScratch(Node node, Attention attention) {
    TensorType q = node.input(0).type();
    long rows = q.shape().dim(0) * attention.heads() * q.shape().dim(1);
    long keys = node.input(1).type().shape().dim(1);
    int bits = precision.activationBits();
    put(node.name() + SCORES, Tensor.Role.SCRATCH, rows, keys, bits, 0, Sparsity.DENSE);
    put(node.name() + PROBABILITIES, Tensor.Role.SCRATCH, rows, keys, bits, 0, Sparsity.DENSE);
  }

  private void put(
      String name,
      Tensor.Role role,
      long rows,
      long columns,
      int bits,
      int scaleBytes,
      Sparsity sparsity) {
    Tensor tensor =
        new Tensor(
            tensors.size(),
            name,
            role,
            Math.toIntExact(rows),
            Math.toIntExact(columns),
            bits,
            scaleBytes,
            sparsity);
    tensors.add(tensor);
    byName.put(name, tensor);
  }

  public Tensor of(Value root) {
    return of(root.name());
  }

  public Tensor of(String name) {
    Tensor tensor = byName.get(name);
    if (tensor == null) {
      throw new IllegalStateException("no tensor for " + name);
    }
    return tensor;
  }

  /**
   * {@code region} of a value as it is seen, in the coordinates in which it is stored: a linear
   * layer's weight is stored the other way round, a convolution's only as a whole.
   */
  public Region stored(Value value, Region region) {
    if (!contractionWeights.contains(value.name())) {
      return region;
    }
    return value.type().shape().rank() == 2
        ? new Region(region.columnBegin(), region.columnEnd(), region.rowBegin(), region.rowEnd())
        : of(value).whole();
  }

  public ImmutableList<Tensor> all() {
    return ImmutableList.copyOf(tensors);
  }
}
