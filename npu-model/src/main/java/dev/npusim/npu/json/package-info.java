/** Executions as compressed JSON, so that a result can be checked and drawn again later. */
@NullMarked
package dev.npusim.npu.json;

import org.jspecify.annotations.NullMarked;
