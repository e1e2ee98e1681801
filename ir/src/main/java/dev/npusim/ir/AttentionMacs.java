package dev.npusim.ir;

import dev.npusim.ir.op.Attention;

/**
 * Multiply-accumulates of attention, scores and values together, in two conventions.
 *
 * @param fullSquare every query with every key, as {@link Graph#macs} counts them
 * @param causal only the keys that the mask of a causal attention leaves to each query
 */
public record AttentionMacs(long fullSquare, long causal) {
  /** Of all attentions of a graph. O(nodes). */
  public static AttentionMacs of(Graph graph) {
    long fullSquare = 0;
    long causal = 0;
    for (Node node : graph.nodes()) {
      if (node.op() instanceof Attention attention) {
        fullSquare = Math.addExact(fullSquare, node.macs());
        causal = Math.addExact(causal, attention.unmaskedMacs(node.types()));
      }
    }
    return new AttentionMacs(fullSquare, causal);
  }
}
