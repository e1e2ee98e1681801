package dev.npusim.mapper.emit;

import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.plan.Layout;
import java.util.List;

/**
 * One group of a program: says which steps and buffers it needs, then writes its instructions step
 * by step.
 */
interface GroupEmitter {
  /** Adds this group's steps, and the buffers that only it uses. */
  void layOut(Layout layout);

  /** First step of this group. */
  int firstStep();

  /** Last step of this group. */
  int lastStep();

  /** Writes the instructions of one of this group's steps. */
  void emit(int step, Emission emission);

  /** How each of its nodes runs. */
  List<LayerMapping> mappings();
}
