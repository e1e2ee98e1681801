package dev.npusim.mapper.model;

import com.google.common.collect.ImmutableList;

/**
 * The best mappings found for all layers of a model.
 *
 * @param layers distinct ones, in the model's order
 * @param cut layers whose search was ended early by the clock or a person
 * @param cpuSeconds of this process for the searches; with {@code wallSeconds} what differs between
 *     runs
 */
public record MappedModel(
    ImmutableList<MappedModelLayer> layers,
    ImmutableList<Unmapped> unmapped,
    int cut,
    double cpuSeconds,
    double wallSeconds) {}
