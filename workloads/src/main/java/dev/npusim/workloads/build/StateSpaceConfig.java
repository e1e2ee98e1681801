package dev.npusim.workloads.build;

import dev.npusim.ir.op.Normalization;

/**
 * Sizes of a selective state space model.
 *
 * @param hidden features of a token
 * @param channels features inside a layer
 * @param states of each channel
 * @param taps of the causal convolution
 * @param rank features that the step sizes are made from
 * @param tied whether the embedding is also the output matrix
 */
public record StateSpaceConfig(
    int layers,
    long hidden,
    long channels,
    long states,
    int taps,
    long rank,
    boolean convolutionBias,
    boolean projectionBias,
    Normalization norm,
    long vocabulary,
    boolean tied) {
  /** Recurrent state of one text: {@code states} per channel and layer. */
  public long stateElements() {
    return layers * channels * states;
  }

  /** Inputs that the convolutions of one text look back at: {@code taps} per channel and layer. */
  public long windowElements() {
    return layers * channels * taps;
  }
}
