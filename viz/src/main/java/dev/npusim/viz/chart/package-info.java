/** Charts as PNG and SVG. */
@NullMarked
package dev.npusim.viz.chart;

import org.jspecify.annotations.NullMarked;
