package dev.npusim.ir.op;

/**
 * Any part of the result may depend on all of the inputs, which positions being known only from
 * their contents or not at all: all inputs are read whole.
 */
public sealed interface Whole extends VectorOperation
    permits Take, TakeElements, TakeNd, Scatter, TopK, Cumulate, Other {}
