package dev.npusim.mapper.linear;

/**
 * Where a solver stands: enough to go on from there after bounds have changed.
 *
 * @param head the variable at each basis position; rows follow the variables
 * @param atUpper of every variable and row that is not basic, whether it is at its upper bound
 * @param weights steepest edge weights of the positions
 */
record Basis(int[] head, boolean[] atUpper, double[] weights) {}
