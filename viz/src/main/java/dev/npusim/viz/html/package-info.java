/** The self-contained interactive report. */
@NullMarked
package dev.npusim.viz.html;

import org.jspecify.annotations.NullMarked;
