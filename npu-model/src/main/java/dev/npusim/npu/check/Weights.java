package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.npu.program.Tensor;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/** How weights lie in memory and reach the array, worked out from model, run and chip alone. */
final class Weights {
  /** Suffix of the tensor of weights in the activations' format. */
  static final String DEQUANTIZED = ".dequantized";

  private final Run run;
  private final Set<String> structured = new HashSet<>();
  private final Map<String, Tensor> tensors = new HashMap<>();

  Weights(Run run) {
    this.run = run;
    run.program().tensors().forEach(tensor -> tensors.put(tensor.name(), tensor));
    Set<String> readOtherwise = new HashSet<>();
    for (Node node : run.graph().nodes()) {
      boolean whole =
          node.op() instanceof Linear
              || (node.op() instanceof Convolution convolution && convolution.groups() == 1);
      for (int i = 0; i < node.inputs().size(); i++) {
        boolean weight = whole && i == 1 && node.input(i).kind() == Value.Kind.PARAMETER;
        (weight ? structured : readOtherwise).add(node.input(i).name());
      }
    }
    structured.removeAll(readOtherwise);
  }

  static boolean weighted(Node node) {
    return node.op() instanceof Convolution
        || node.op() instanceof CausalConvolution
        || node.op() instanceof Linear;
  }

  /** Whether a value keeps only N of M rows. */
  boolean isStructured(Value value) {
    return !run.program().precision().weights().isDense() && structured.contains(value.name());
  }

  /** Whether the array reads the weights of {@code node} widened. */
  boolean isWidened(Node node) {
    Precision precision = run.program().precision();
    return weighted(node)
        && node.input(1).isStatic()
        && precision.weightBits() < precision.activationBits()
        && !run.npu().array().macsPerCycle().containsKey(precision.macFormat());
  }

  /** Bits of a weight (or second operand) with its place, as the array reads it. */
  int bits(Node node) {
    Precision precision = run.program().precision();
    int bits =
        weighted(node) && !isWidened(node) ? precision.weightBits() : precision.activationBits();
    return isSparse(node) ? bits + places() : bits;
  }

  private int places() {
    int bits = 0;
    while (1 << bits < run.program().precision().weights().of()) {
      bits++;
    }
    return bits;
  }

  private boolean isSparse(Node node) {
    return weighted(node) && isStructured(node.input(1));
  }

  /**
   * Of the part [begin, end) of a reduction, what is multiplied: blocks that are cut as a whole.
   */
  long products(Node node, int begin, int end) {
    if (!isSparse(node)) {
      return end - begin;
    }
    int block = run.program().precision().weights().of();
    long first = Math.floorDiv(begin, block);
    long last = Math.floorDiv(end - 1, block);
    return (last - first + 1) * run.program().precision().weights().kept();
  }

  /** Stored weights of a region of the rows of {@code node}'s weights. */
  long stored(Node node, dev.npusim.ir.Region region) {
    return products(node, region.rowBegin(), region.rowEnd()) * region.columns();
  }

  /** Bytes of a whole weight as stored, scales and places included. */
  long bytes(Value weight) {
    Precision precision = run.program().precision();
    if (!isStructured(weight)) {
      return precision.bytes(weight);
    }
    long columns = weight.type().shape().dim(0);
    long rows = weight.elements() / columns;
    int block = precision.weights().of();
    long kept = (rows + block - 1) / block * precision.weights().kept() * columns;
    long scales =
        precision.weightBits() < 8
            ? (weight.elements() + Precision.GROUP - 1) / Precision.GROUP * Precision.SCALE_BYTES
            : 0;
    return (kept * (precision.weightBits() + places()) + 7) / 8 + scales;
  }

  /** The tensor of {@code node}'s weights in the activations' format, or -1. */
  int widened(Node node) {
    Tensor tensor = tensors.get(node.input(1).name() + DEQUANTIZED);
    return tensor == null ? -1 : tensor.id();
  }
}
