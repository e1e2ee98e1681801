/** What no schedule undercuts: cycles, energy, DRAM bytes. */
@NullMarked
package dev.npusim.mapper.bound;

import org.jspecify.annotations.NullMarked;
