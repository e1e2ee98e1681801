/** What a chip executes: instructions per engine, residencies in on-chip memory, dependencies. */
@NullMarked
package dev.npusim.npu.program;

import org.jspecify.annotations.NullMarked;
