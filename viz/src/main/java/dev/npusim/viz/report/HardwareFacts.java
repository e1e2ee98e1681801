package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;

/**
 * The chip of a run as it is published.
 *
 * @param resolved every value in force, for {@code npu} of result.json; do not modify
 * @param chipYaml the same as text that can be saved and used again
 * @param defaulted what the user did not give, one {@code key: value} each
 */
public record HardwareFacts(ObjectNode resolved, String chipYaml, ImmutableList<String> defaulted) {
  public HardwareFacts {
    resolved = resolved.deepCopy();
  }
}
