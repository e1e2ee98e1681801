package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.simulate.Generation;

/**
 * Generated text beside the run of its last step.
 *
 * @param unpinnedSeconds of a step at the last context, behind another, with nothing that stays in
 *     SRAM
 */
public record GenerationReport(Generation generation, double unpinnedSeconds) {
  /** The field that the runs themselves do not say. */
  public static final String UNPINNED = "last_step_with_nothing_kept_s";

  /** {@code generation} of {@code result.json}. */
  public ObjectNode json() {
    ObjectNode node = GenerationJson.write(generation);
    Json.put(node, UNPINNED, unpinnedSeconds);
    return node;
  }

  public ImmutableMap<String, String> lines() {
    return GenerationLines.of(generation, unpinnedSeconds);
  }
}
