package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
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
    for (int level = 0; level < levels; level++) {
      for (int operand = 0; operand < layer.operands().size(); operand++) {
        boolean holds =
            architecture.levels().get(level).holds().contains(layer.operands().get(operand).role());
        all[level] |= holds ? 1 << operand : 0;
      }
    }
    extend(all, 0, all.clone(), placements);
    return placements;
  }

  private static void extend(int[] all, int level, int[] chosen, List<int[]> placements) {
    if (level == all.length - 1) {
      placements.add(chosen.clone());
      return;
    }
    for (int keeps = all[level]; ; keeps = keeps - 1 & all[level]) {
      chosen[level] = keeps;
      extend(all, level + 1, chosen, placements);
      if (keeps == 0) {
        return;
      }
    }
  }
}
