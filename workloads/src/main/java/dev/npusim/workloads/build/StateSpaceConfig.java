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
    boolean tied) {}
