/**
 * Fused attention (and attention with stored scores) on a chip: a pure cost of a blocking, and the
 * search for the best one.
 */
@NullMarked
package dev.npusim.mapper.attention;

import org.jspecify.annotations.NullMarked;
