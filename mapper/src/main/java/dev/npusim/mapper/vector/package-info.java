/**
 * Operations of the vector unit, one at a time, from DRAM to DRAM: their blocks and what these
 * cost.
 */
@NullMarked
package dev.npusim.mapper.vector;

import org.jspecify.annotations.NullMarked;
