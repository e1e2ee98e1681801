package dev.npusim.viz.report;

/**
 * What became of one node of the source model.
 *
 * @param name its name in the source
 * @param op its operator there
 * @param fate one word in lower case, as in {@code costed}, {@code raised}, {@value #APPROXIMATED}
 * @param target the layer it became part of, or the value it stands for
 * @param reason one clause; may be empty
 */
public record SourceNode(String name, String op, String fate, String target, String reason) {
  /** The fate of a node whose cost is not exactly its own. */
  public static final String APPROXIMATED = "approximated";
}
