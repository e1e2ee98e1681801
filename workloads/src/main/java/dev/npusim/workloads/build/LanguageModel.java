package dev.npusim.workloads.build;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;

/** An architecture with its sizes; where those come from does not matter here. */
public sealed interface LanguageModel permits Decoder, TextEncoder, StateSpaceModel {
  ImmutableList<Option> options();

  /**
   * @param name of the graph
   */
  Graph build(String name, Options options);

  /** What has to be said about a run with these options, one sentence each. */
  ImmutableList<String> notes(Options options);
}
