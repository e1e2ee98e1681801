package dev.npusim.ir.op;

/** Moves nothing: its output is another way to see stored elements of its inputs. */
public sealed interface View extends Operation permits Reshape, Concat, Slice {}
