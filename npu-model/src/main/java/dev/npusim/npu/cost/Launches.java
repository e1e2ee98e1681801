package dev.npusim.npu.cost;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import java.util.Arrays;
import java.util.BitSet;

/**
 * The instructions with which layers begin. Layers whose work shares a vector instruction (what
 * rides on a convolution's drain) are launched together, by their first instruction on array or
 * vector unit; transfers need no launch.
 */
public final class Launches {
  private Launches() {}

  /** The ids of the instructions that begin a layer, or several at once. */
  public static BitSet of(Program program) {
    int[] parent = new int[program.graph().nodes().size()];
    Arrays.setAll(parent, node -> node);
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof VectorTile tile) {
        for (Stage stage : tile.stages()) {
          parent[root(parent, stage.layer())] = root(parent, tile.layer());
        }
      }
    }
    BitSet launched = new BitSet();
    BitSet first = new BitSet();
    for (Instruction instruction : program.instructions()) {
      if (!(instruction instanceof Transfer)) {
        int layer = root(parent, instruction.layer());
        if (!launched.get(layer)) {
          launched.set(layer);
          first.set(instruction.id());
        }
      }
    }
    return first;
  }

  private static int root(int[] parent, int node) {
    int at = node;
    while (parent[at] != at) {
      parent[at] = parent[parent[at]];
      at = parent[at];
    }
    return at;
  }
}
