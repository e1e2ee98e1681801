package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;

/**
 * Where every loop of a layer runs and what every level keeps. Loops of factor 1 are left out.
 *
 * @param levels one entry per level of the architecture, the innermost first
 * @param axes one entry per axis of the architecture, the innermost first
 */
public record Mapping(ImmutableList<AtLevel> levels, ImmutableList<OnAxis> axes) {
  /**
   * What happens at a level. Its tile covers its own loops and all inside.
   *
   * @param keeps names of the operands held here; the others pass by
   * @param loops the outermost first
   */
  public record AtLevel(String level, ImmutableSet<String> keeps, ImmutableList<Loop> loops) {}

  /**
   * Loops that run side by side.
   *
   * @param loops the outermost (slowest changing along the axis) first
   */
  public record OnAxis(String axis, ImmutableList<Loop> loops) {}
}
