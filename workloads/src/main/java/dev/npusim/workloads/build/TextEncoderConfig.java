package dev.npusim.workloads.build;

import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;

/**
 * Sizes of a bidirectional text encoder.
 *
 * @param hidden features of a token
 * @param inner features between the linear layers of the perceptron
 * @param positions longest text; positions are learned
 * @param tokenTypes kinds of tokens that are told apart
 */
public record TextEncoderConfig(
    int layers,
    long hidden,
    int heads,
    long inner,
    Unary.Function activation,
    Normalization norm,
    long vocabulary,
    long positions,
    long tokenTypes) {}
