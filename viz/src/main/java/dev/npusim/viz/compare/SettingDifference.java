package dev.npusim.viz.compare;

import com.google.common.collect.ImmutableList;

/**
 * A setting that is not the same in all runs.
 *
 * @param key of the model, the options, or chip.yaml with memories by name
 * @param values by run; empty where a run has no such setting
 */
public record SettingDifference(String key, ImmutableList<String> values) {}
