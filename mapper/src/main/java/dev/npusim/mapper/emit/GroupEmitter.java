package dev.npusim.mapper.emit;

import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.plan.Layout;
import java.util.List;

/**
 * One group of a program: says which steps and buffers it needs, then writes its instructions step
 * by step.
 */
interface GroupEmitter {
  /** This group's steps, and the buffers that only it uses. */
  void layOut(Layout own);

  /**
   * Writes the instructions of one of this group's steps.
   *
   * @param step counted from the group's first
   */
  void emit(int step, Emission emission);

  /** How each of its nodes runs. */
  List<LayerMapping> mappings();
}
