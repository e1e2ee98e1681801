package dev.npusim.mapper.stepplan;

import com.google.common.primitives.ImmutableIntArray;

/**
 * One step.
 *
 * @param name also the name of its output
 * @param operands the distinct tensors it reads, as indices of {@link StepGraph}
 * @param outputBytes size of its output
 * @param macs multiply-accumulates
 * @param weightBytes read from DRAM each time it runs
 * @param workspaceBytes SRAM while it runs
 * @param utilization share of the peak rate that it reaches, above 0 and at most 1
 * @param tiled whether it can be recomputed tile by tile
 * @param rereads how often an operand is read where it is streamed from DRAM
 */
public record StepNode(
    String name,
    ImmutableIntArray operands,
    long outputBytes,
    long macs,
    long weightBytes,
    long workspaceBytes,
    double utilization,
    boolean tiled,
    long rereads) {}
