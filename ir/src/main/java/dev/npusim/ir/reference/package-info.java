/**
 * Computes a graph on real numbers, plainly and slowly: the meaning of every operation, to hold
 * importers and rewrites against. Only tests and importers use it; nothing that costs a model may.
 */
@NullMarked
package dev.npusim.ir.reference;

import org.jspecify.annotations.NullMarked;
