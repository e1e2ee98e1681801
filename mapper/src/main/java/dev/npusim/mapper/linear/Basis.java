package dev.npusim.mapper.linear;

import java.util.BitSet;

/**
 * Where a solver stands: enough to go on from there after bounds have changed. Rows are numbered
 * after the variables.
 *
 * @param basic the variables and rows in the basis
 * @param atUpper those of the others that are at their upper bounds
 */
record Basis(BitSet basic, BitSet atUpper) {}
