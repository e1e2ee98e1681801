/** Finds out when each instruction of a program can run, and what that costs. */
@NullMarked
package dev.npusim.npu.simulate;

import org.jspecify.annotations.NullMarked;
