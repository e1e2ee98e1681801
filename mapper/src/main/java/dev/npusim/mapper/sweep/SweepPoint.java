package dev.npusim.mapper.sweep;

import com.google.common.primitives.ImmutableIntArray;

/**
 * A combination of values.
 *
 * @param index its place in the grid, from 0
 * @param positions of its values, one per key
 */
public record SweepPoint(long index, ImmutableIntArray positions) {}
