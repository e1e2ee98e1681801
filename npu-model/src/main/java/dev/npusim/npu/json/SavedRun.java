package dev.npusim.npu.json;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.npu.simulate.Execution;

/**
 * A run with all that is needed to check it.
 *
 * @param model what was to be run
 * @param execution what happened
 * @param chipYaml the complete description of the chip; reading it yields the execution's chip
 * @param published digests of what was published of the run, by the name of the part; empty where
 *     nothing was
 */
public record SavedRun(
    Graph model, Execution execution, String chipYaml, ImmutableMap<String, String> published) {

  /** A run of which nothing was published. */
  public SavedRun(Graph model, Execution execution, String chipYaml) {
    this(model, execution, chipYaml, ImmutableMap.of());
  }

  /** The same with what was published of it. */
  public SavedRun with(ImmutableMap<String, String> digests) {
    return new SavedRun(model, execution, chipYaml, digests);
  }
}
