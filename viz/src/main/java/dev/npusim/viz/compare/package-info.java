/** Results of runs side by side. */
@NullMarked
package dev.npusim.viz.compare;

import org.jspecify.annotations.NullMarked;
