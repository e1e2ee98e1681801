package dev.npusim.mapper.depthfirst;

import java.util.Optional;

/**
 * What a user asks of fusion.
 *
 * @param tile of every group, instead of what the scheduler chooses; only with {@link Mode#ALL}
 */
public record FusionChoice(Mode mode, Optional<Tiling> tile) {
  public static final FusionChoice AUTO = new FusionChoice(Mode.AUTO, Optional.empty());

  /** Whether layers are fused depth-first. */
  public enum Mode {
    /** Where a plan with fused groups was measured to be the best. */
    AUTO,
    /** Never. */
    NONE,
    /** Wherever the estimate, or the tile given, says so. */
    ALL,
    /** Never, and each layer's result goes to DRAM and comes back: what fusion is compared with. */
    LAYERS
  }

  /**
   * Tiles of the last node of every group.
   *
   * @param width in columns of its output, or more than there are for all
   * @param height in rows
   */
  public record Tiling(int width, int height, Halo vertical, Halo horizontal) {}

  public FusionChoice {
    if (tile.isPresent() && mode != Mode.ALL) {
      throw new IllegalArgumentException("a tile for mode " + mode);
    }
  }
}
