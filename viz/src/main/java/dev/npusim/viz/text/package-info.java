/** Numbers with units, in words of a fixed width. */
@NullMarked
package dev.npusim.viz.text;

import org.jspecify.annotations.NullMarked;
