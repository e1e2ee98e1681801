/** What a DRAM part sustains for an access pattern: banks, rows, turnarounds and refresh. */
@NullMarked
package dev.npusim.npu.dram;

import org.jspecify.annotations.NullMarked;
