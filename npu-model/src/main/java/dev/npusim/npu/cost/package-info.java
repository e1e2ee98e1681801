/** Pure formulas of time and energy, used by mapper and simulator; the checker may not use them. */
@NullMarked
package dev.npusim.npu.cost;

import org.jspecify.annotations.NullMarked;
