/**
 * A layer as a nest of loops, an architecture as levels and axes, and a mapping of one to the
 * other.
 */
@NullMarked
package dev.npusim.mapper.nest;

import org.jspecify.annotations.NullMarked;
