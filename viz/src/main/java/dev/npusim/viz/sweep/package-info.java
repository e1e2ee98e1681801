/** Design spaces as tables, charts and a page. */
@NullMarked
package dev.npusim.viz.sweep;

import org.jspecify.annotations.NullMarked;
