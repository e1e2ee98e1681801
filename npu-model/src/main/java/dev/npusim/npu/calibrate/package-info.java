/** Fits named constants to measured rows, and writes them into a chip. */
@NullMarked
package dev.npusim.npu.calibrate;

import org.jspecify.annotations.NullMarked;
