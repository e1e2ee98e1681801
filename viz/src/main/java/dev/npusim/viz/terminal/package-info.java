/** Summaries for a terminal. */
@NullMarked
package dev.npusim.viz.terminal;

import org.jspecify.annotations.NullMarked;
