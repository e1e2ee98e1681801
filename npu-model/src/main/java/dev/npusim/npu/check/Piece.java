package dev.npusim.npu.check;

import dev.npusim.ir.Region;

/**
 * Part of a stored tensor.
 *
 * @param tensor its id in the program
 * @param region in the tensor's own coordinates
 */
record Piece(int tensor, Region region) {}
