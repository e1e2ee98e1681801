package dev.npusim.npu.program;

import dev.npusim.ir.Region;

/**
 * A part of a residency that an instruction reads or writes.
 *
 * @param residency its id
 * @param region in the tensor's coordinates, inside the residency's region
 */
public record Access(int residency, Region region) {}
