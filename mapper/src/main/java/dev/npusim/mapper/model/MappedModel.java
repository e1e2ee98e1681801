package dev.npusim.mapper.model;

import com.google.common.collect.ImmutableList;

/**
 * The best mappings found for all layers of a model.
 *
 * @param layers distinct ones, in the model's order
 * @param cut layers whose search was ended early by the clock or a person
 * @param searches what they took
 * @param before what this process had taken when they began: Java, the model and the hardware
 */
public record MappedModel(
    ImmutableList<MappedModelLayer> layers,
    ImmutableList<Unmapped> unmapped,
    int cut,
    Times searches,
    Times before) {

  /** Seconds of this process: they differ between runs. */
  public record Times(double cpuSeconds, double wallSeconds) {}
}
