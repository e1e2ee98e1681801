package dev.npusim.npu.program;

import dev.npusim.ir.Region;

/**
 * Which part of a node's output a node of the scheduled graph makes.
 *
 * @param original name of that node: of the model, or of a copy
 * @param window rows and columns of the image that its output is
 */
public record Tile(String original, Region window) {}
