/** Instructions with their dependencies, from groups, tilings and buffers. */
@NullMarked
package dev.npusim.mapper.emit;

import org.jspecify.annotations.NullMarked;
