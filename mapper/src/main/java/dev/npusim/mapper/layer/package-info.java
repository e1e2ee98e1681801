/** One layer on one piece of hardware: the best mapping of a search, or the cost of a given one. */
@NullMarked
package dev.npusim.mapper.layer;

import org.jspecify.annotations.NullMarked;
