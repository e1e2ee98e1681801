package dev.npusim.mapper.model;

/**
 * Nodes of one kind that are not mapped.
 *
 * @param kind of their operation
 * @param laneOps elementary operations of the vector unit; 0 for views
 * @param reason why not
 */
public record Unmapped(String kind, int nodes, long laneOps, Reason reason) {
  /** Why nodes are not mapped. */
  public enum Reason {
    /** Nothing moves: stored elements are seen in another way. */
    VIEW("view: nothing moves"),
    /** The hardware has no vector unit that is known. */
    NO_VECTOR_UNIT("vector operation"),
    /** The operation needs more SRAM than there is, however it is blocked. */
    TOO_LARGE("too large for the SRAM in any blocks");

    private final String text;

    Reason(String text) {
      this.text = text;
    }

    /** In words. */
    public String text() {
      return text;
    }
  }
}
