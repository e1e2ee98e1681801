package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import java.util.ArrayList;
import java.util.List;

/** Which operands each level keeps: every choice that an architecture allows. */
final class Placements {
  private Placements() {}

  /** Bit masks of operands per level; the outermost level keeps all. */
  static List<int[]> of(Architecture architecture, Layer layer) {
    int levels = architecture.levels().size();
    List<int[]> placements = new ArrayList<>();
    int[] all = new int[levels];
    int[] required = new int[levels];
    for (int level = 0; level < levels; level++) {
      for (int operand = 0; operand < layer.operands().size(); operand++) {
        MemoryLevel memory = architecture.levels().get(level);
        Role role = layer.operands().get(operand).role();
        all[level] |= memory.holds().contains(role) ? 1 << operand : 0;
        required[level] |= memory.mustKeep().contains(role) ? 1 << operand : 0;
      }
    }
    extend(all, required, 0, all.clone(), placements);
    return placements;
  }

  private static void extend(
      int[] all, int[] required, int level, int[] chosen, List<int[]> placements) {
    if (level == all.length - 1) {
      placements.add(chosen.clone());
      return;
    }
    for (int keeps = all[level]; ; keeps = keeps - 1 & all[level]) {
      if ((required[level] & ~keeps) == 0) {
        chosen[level] = keeps;
        extend(all, required, level + 1, chosen, placements);
      }
      if (keeps == 0) {
        return;
      }
    }
  }
}
