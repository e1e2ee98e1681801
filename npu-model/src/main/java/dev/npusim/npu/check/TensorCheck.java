package dev.npusim.npu.check;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.program.Tensor.Role;
import java.util.HashMap;
import java.util.Map;

/**
 * Every stored value of the scheduled graph has one tensor of its name, of its shape and width; so
 * have the scores and probabilities of every attention.
 */
final class TensorCheck {
  private final Run run;
  private final Weights weights;
  private final Map<String, Tensor> unclaimed = new HashMap<>();

  TensorCheck(Run run) {
    this.run = run;
    this.weights = new Weights(run);
  }

  void check() {
    for (Tensor tensor : run.program().tensors()) {
      if (unclaimed.put(tensor.name(), tensor) != null) {
        report("two tensors are named " + tensor.name());
      }
    }
    Graph graph = run.graph();
    Map<String, Stored> stored = Stored.weights(graph);
    for (Value input : graph.inputs()) {
      claim(input, Role.INPUT, Stored.AS_TYPED, !graph.consumerIndices(input).isEmpty());
    }
    Map<String, Value> statics = new HashMap<>();
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        if (input.isStatic() && statics.put(input.name(), input) == null) {
          claim(input, Role.WEIGHT, stored.getOrDefault(input.name(), Stored.AS_TYPED), true);
        }
      }
      if (weights.isWidened(node)) {
        claimWidened(node, stored);
      }
      if (!(node.op() instanceof View)) {
        claim(node.output(), Role.ACTIVATION, Stored.AS_TYPED, true);
      }
      if (node.op() instanceof Attention attention) {
        claimScratch(node, attention);
      }
    }
    for (Tensor tensor : unclaimed.values()) {
      report("tensor " + tensor.name() + " is of no value of the graph");
    }
  }

  private void claim(Value value, Role role, Stored stored, boolean needed) {
    Precision precision = run.program().precision();
    Tensor tensor = unclaimed.remove(value.name());
    if (tensor == null) {
      if (needed) {
        report("value " + value.name() + " has no tensor");
      }
      return;
    }
    shape(tensor, role, stored.rows(value), stored.columns(value));
    boolean scaled =
        value.kind() == Value.Kind.PARAMETER
            && value.type().shape().rank() >= 2
            && value.type().dataType().isFloating()
            && precision.weightBits() < 8;
    width(tensor, precision.bits(value), scaled ? Precision.SCALE_BYTES : 0);
    structure(tensor, weights.isStructured(value));
  }

  /** Weights in the activations' format; whoever computes on the vector unit needs none. */
  private void claimWidened(Node node, Map<String, Stored> stored) {
    Value weight = node.input(1);
    Tensor tensor = unclaimed.remove(weight.name() + Weights.DEQUANTIZED);
    if (tensor != null) {
      Stored form = stored.getOrDefault(weight.name(), Stored.AS_TYPED);
      shape(tensor, Role.SCRATCH, form.rows(weight), form.columns(weight));
      width(tensor, run.program().precision().activationBits(), 0);
      structure(tensor, weights.isStructured(weight));
    }
  }

  private void structure(Tensor tensor, boolean structured) {
    Sparsity expected = structured ? run.program().precision().weights() : Sparsity.DENSE;
    if (!tensor.sparsity().equals(expected)) {
      report("tensor " + tensor.name() + " keeps " + tensor.sparsity() + ", not " + expected);
    }
  }

  private void claimScratch(Node node, Attention attention) {
    long batch = node.input(0).type().shape().dim(0);
    long rows = batch * attention.heads() * node.input(0).type().shape().dim(1);
    long keys = node.input(1).type().shape().dim(1);
    for (String suffix : new String[] {Contractions.SCORES, Contractions.PROBABILITIES}) {
      Tensor tensor = unclaimed.remove(node.name() + suffix);
      if (tensor == null) {
        report("attention " + node.name() + " has no tensor " + node.name() + suffix);
      } else {
        shape(tensor, Role.SCRATCH, rows, keys);
        if (suffix.equals(Contractions.PROBABILITIES)) {
          width(tensor, run.program().precision().activationBits(), 0);
        }
      }
    }
  }

  private void shape(Tensor tensor, Role role, long rows, long columns) {
    if (tensor.role() != role || tensor.rows() != rows || tensor.columns() != columns) {
      report(
          "tensor "
              + tensor.name()
              + " is "
              + tensor.role()
              + " of "
              + tensor.rows()
              + " x "
              + tensor.columns()
              + ", its value "
              + role
              + " of "
              + rows
              + " x "
              + columns);
    }
  }

  private void width(Tensor tensor, int bits, int scaleBytes) {
    if (tensor.bits() != bits || tensor.scaleBytesPerGroup() != scaleBytes) {
      report(
          "tensor "
              + tensor.name()
              + " has "
              + tensor.bits()
              + " bits and "
              + tensor.scaleBytesPerGroup()
              + " B of scales per group; at "
              + run.program().precision()
              + " it has "
              + bits
              + " and "
              + scaleBytes);
    }
  }

  private void report(String message) {
    run.findings().add(Kind.TENSOR, message);
  }
}
