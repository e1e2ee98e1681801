/** Replays an execution against graph and hardware, with formulas of its own. */
@NullMarked
package dev.npusim.npu.check;

import org.jspecify.annotations.NullMarked;
