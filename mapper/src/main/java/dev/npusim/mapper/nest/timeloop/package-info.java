/** Problems, architectures and mappings as Timeloop writes them. */
@NullMarked
package dev.npusim.mapper.nest.timeloop;

import org.jspecify.annotations.NullMarked;
