package dev.npusim.ir;

import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.SelectiveScan;
import java.util.HashSet;
import java.util.Set;

/**
 * What a state space model keeps from run to run, however long the text is: the states of its
 * selective scans, and the inputs under the taps of its causal convolutions. Counted where the
 * graph reads them as a state (decode) or leaves them as an output (prefill).
 *
 * @param recurrentElements of the scans: batch x states x channels each
 * @param windowElements of the convolutions: batch x taps x channels each
 */
public record RecurrentState(long recurrentElements, long windowElements) {
  /** O(nodes x bases per view). */
  public static RecurrentState of(Graph graph) {
    Bases bases = Bases.of(graph);
    Set<Value> kept = new HashSet<>();
    graph.outputs().forEach(output -> kept.addAll(bases.of(output)));
    long recurrent = 0;
    long window = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof SelectiveScan scan
          && (node.inputs().size() == 7 || kept.contains(node.output()))) {
        recurrent = Math.addExact(recurrent, scan.state(node.types()).elements());
      } else if (node.op() instanceof CausalConvolution convolution
          && bases.of(node.input(0)).stream()
              .anyMatch(base -> base.kind() == Value.Kind.STATE || kept.contains(base))) {
        Shape x = node.input(0).type().shape();
        window = Math.addExact(window, x.dim(0) * convolution.kernel() * x.dim(2));
      }
    }
    return new RecurrentState(recurrent, window);
  }

  public boolean isEmpty() {
    return recurrentElements == 0 && windowElements == 0;
  }

  /** Of the states of the scans, at the width of activations. */
  public long recurrentBytes(Precision precision) {
    return bytes(recurrentElements, precision.activationBits());
  }

  /** Of the inputs under the convolutions' taps, at the width of activations. */
  public long windowBytes(Precision precision) {
    return bytes(windowElements, precision.activationBits());
  }

  /** Both at the width of activations. */
  public long bytes(Precision precision) {
    return Math.addExact(recurrentBytes(precision), windowBytes(precision));
  }

  /** Both as published for Mamba: the states in fp32, the window in fp16. */
  public long publishedBytes() {
    return Math.addExact(bytes(recurrentElements, 32), bytes(windowElements, 16));
  }

  private static long bytes(long elements, int bits) {
    return (Math.multiplyExact(elements, bits) + 7) / 8;
  }
}
