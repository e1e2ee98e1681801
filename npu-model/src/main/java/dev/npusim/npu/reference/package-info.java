/** Published and measured numbers that ship with the program, and how far its models are off. */
@NullMarked
package dev.npusim.npu.reference;

import org.jspecify.annotations.NullMarked;
