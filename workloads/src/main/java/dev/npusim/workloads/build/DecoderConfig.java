package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;

/**
 * Sizes and choices of a decoder-only transformer.
 *
 * @param hidden features of a token
 * @param norm of every norm in it
 * @param positions longest text it was made for
 * @param windows for each layer the tokens it looks back over, its own among them; 0 for all
 */
public record DecoderConfig(
    int layers,
    long hidden,
    Heads heads,
    FeedForward feedForward,
    Projections projections,
    Wiring wiring,
    Normalization norm,
    Vocabulary vocabulary,
    long positions,
    ImmutableList<Long> windows) {
  public DecoderConfig {
    if (windows.size() != layers) {
      throw new IllegalArgumentException(windows.size() + " windows for " + layers + " layers");
    }
  }

  /**
   * The attention of a layer.
   *
   * @param count query heads
   * @param kvCount key/value heads
   * @param size features of a head
   * @param rotated features of a head that carry the position, the first ones
   * @param bias whether the projections of queries, keys and values have one
   * @param outputBias whether the projection of the result has one
   * @param scale factor of the scores
   * @param softcap bound of the scores; 0 for none
   */
  public record Heads(
      int count,
      int kvCount,
      int size,
      int rotated,
      boolean bias,
      boolean outputBias,
      double scale,
      double softcap) {
    long queryWidth() {
      return (long) count * size;
    }

    long kvWidth() {
      return (long) kvCount * size;
    }
  }

  /**
   * The perceptron of a layer.
   *
   * @param inner features between its linear layers
   * @param gated whether a second projection is multiplied with the activated one
   */
  public record FeedForward(long inner, Unary.Function activation, boolean gated, boolean bias) {}

  /**
   * What is before the first and behind the last layer.
   *
   * @param size tokens it knows
   * @param tied whether the embedding is also the output matrix
   * @param embeddingScale factor of the embeddings; 1 for none
   * @param softcap bound of the logits; 0 for none
   */
  public record Vocabulary(
      long size, boolean tied, boolean headBias, double embeddingScale, double softcap) {}

  /** Whether linear layers that read the same are one matrix. */
  public enum Projections {
    SEPARATE,
    /** Queries, keys and values side by side, and gate and values of a gated perceptron. */
    FUSED
  }

  /** Where the norms and residuals of a layer are, and what transformers calls its parts. */
  public enum Wiring {
    /** x + attention(norm(x)), then x + perceptron(norm(x)). */
    SEQUENTIAL("o_proj", "norm"),
    /** Like SEQUENTIAL with a second norm on each result, before it is added. */
    SANDWICH("o_proj", "norm"),
    /** x + attention(norm(x)) + perceptron(norm(x)), with one norm for both. */
    PARALLEL("dense", "final_layernorm");

    private final String outputProjection;
    private final String lastNorm;

    Wiring(String outputProjection, String lastNorm) {
      this.outputProjection = outputProjection;
      this.lastNorm = lastNorm;
    }

    String outputProjection() {
      return outputProjection;
    }

    String lastNorm() {
      return lastNorm;
    }
  }
}
