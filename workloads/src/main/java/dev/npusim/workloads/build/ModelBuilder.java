package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;

/** A built-in model. */
public interface ModelBuilder {
  /** The catalog name. */
  String name();

  String description();

  /** Where the architecture comes from. */
  String source();

  ImmutableList<Option> options();

  Graph build(Options options);
}
