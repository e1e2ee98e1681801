/** An execution becomes files that people and programs read. */
@NullMarked
package dev.npusim.viz;

import org.jspecify.annotations.NullMarked;
