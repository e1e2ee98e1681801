package dev.npusim.ir.op;

/** Each output element depends on the same element of the only input. */
public sealed interface Elementwise extends Pointwise permits Unary, Cast, Quantize {}
