package dev.npusim.ir.op;

/**
 * Each output element depends on one element of each (possibly broadcast) operand: can ride on a
 * neighbour.
 */
public sealed interface Pointwise extends VectorOperation
    permits Elementwise, Broadcasting, Gated {}
