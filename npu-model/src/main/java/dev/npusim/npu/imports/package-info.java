/** Chips described for other tools, translated into chip.yaml. */
@org.jspecify.annotations.NullMarked
package dev.npusim.npu.imports;
