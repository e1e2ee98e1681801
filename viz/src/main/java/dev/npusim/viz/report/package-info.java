/** One run as numbers: the document behind result.json, and its reader. */
@NullMarked
package dev.npusim.viz.report;

import org.jspecify.annotations.NullMarked;
