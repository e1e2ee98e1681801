package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;

/** A built-in model. */
public interface ModelBuilder {
  /** The catalog name. */
  String name();

  /** What it is, in a few words; sizes are computed, not told. */
  String description();

  /** Where the architecture comes from. */
  String source();

  ImmutableList<Option> options();

  Graph build(Options options);

  /** What has to be said about the model with these options, one sentence each. */
  default ImmutableList<String> notes(Options options) {
    return ImmutableList.of();
  }

  /** The graph at default options: what parameters and MACs are quoted for. */
  default Graph build() {
    return build(Options.of(name(), options(), ImmutableMap.of()));
  }
}
