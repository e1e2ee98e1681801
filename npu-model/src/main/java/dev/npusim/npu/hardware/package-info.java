/** What a chip is: records read from chip.yaml, with every default stated. */
@NullMarked
package dev.npusim.npu.hardware;

import org.jspecify.annotations.NullMarked;
