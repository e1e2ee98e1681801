/** How fast mappings are priced and searched: measured, printed, asserted nowhere. */
@NullMarked
package dev.npusim.mapper.bench;

import org.jspecify.annotations.NullMarked;
