package dev.npusim.workloads;

/**
 * What became of one node of the source model.
 *
 * @param node its name in the source
 * @param op its operator there
 * @param target what it became: the graph node's name, or the value it stands for
 * @param reason one clause, as in {@code part of group_norm}
 */
public record Coverage(String node, String op, Fate fate, String target, String reason) {
  /** How a source node is accounted for. */
  public enum Fate {
    /** Its cost is a stated formula, at least in part; what it computes is not modelled. */
    APPROXIMATED,
    /** A node of its own with its own cost. */
    COSTED,
    /** Part of a larger operation whose cost includes it. */
    RAISED,
    /** Only another way to see stored elements. */
    VIEW,
    /** Computed once before the run. */
    CONSTANT,
    /** Nothing reads its result. */
    DEAD
  }
}
