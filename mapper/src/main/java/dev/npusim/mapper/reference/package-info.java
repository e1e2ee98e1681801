/** Reference sets that need the mapper, and the list of all sets. */
@NullMarked
package dev.npusim.mapper.reference;

import org.jspecify.annotations.NullMarked;
