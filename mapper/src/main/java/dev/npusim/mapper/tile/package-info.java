/** Tile sizes and loop orders of one group, found by search and priced by pure functions. */
@NullMarked
package dev.npusim.mapper.tile;

import org.jspecify.annotations.NullMarked;
