/** Which nodes run together, without SRAM or DRAM in between. */
@NullMarked
package dev.npusim.mapper.fuse;

import org.jspecify.annotations.NullMarked;
