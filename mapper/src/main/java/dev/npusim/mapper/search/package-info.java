/** Searches for the best mapping of a layer to an architecture, whatever counter prices it. */
@NullMarked
package dev.npusim.mapper.search;

import org.jspecify.annotations.NullMarked;
