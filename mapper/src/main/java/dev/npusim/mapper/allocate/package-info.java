/** Addresses for buffers whose lifetimes are known: no two that live at once overlap. */
@NullMarked
package dev.npusim.mapper.allocate;

import org.jspecify.annotations.NullMarked;
