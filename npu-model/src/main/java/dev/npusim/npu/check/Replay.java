package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Goes through the log in order of time and follows the data: a read sees what was written by
 * instructions that were done when it was issued.
 */
final class Replay {
  private final Run run;
  private final Completion completion;
  private final ArrayTileCheck arrayTiles;
  private final VectorTileCheck vectorTiles;
  private final TransferCheck transfers;

  Replay(Run run) {
    this.run = run;
    Roots roots = new Roots(run.program());
    Contractions contractions = new Contractions(roots);
    VectorOperands operands = new VectorOperands(roots, contractions);
    ReplayMemory memory = new ReplayMemory(run);
    this.completion = new Completion(run);
    RunningOutputs running = new RunningOutputs(run, memory, completion);
    this.arrayTiles = new ArrayTileCheck(run, roots, contractions, memory, completion, running);
    this.vectorTiles = new VectorTileCheck(run, roots, operands, memory, completion, running);
    this.transfers = new TransferCheck(run, roots, memory);
  }

  void check() {
    List<Instruction> instructions = run.program().instructions();
    Integer[] byIssue = order(run.log().issue());
    Integer[] byDone = order(run.log().done());
    int done = 0;
    for (int id : byIssue) {
      long now = run.log().issue().get(id);
      // Whatever touches memory takes at least a cycle, so nothing is done before it is issued.
      while (done < byDone.length && run.log().done().get(byDone[done]) <= now) {
        done(instructions.get(byDone[done++]));
      }
      issued(instructions.get(id));
    }
    while (done < byDone.length) {
      done(instructions.get(byDone[done++]));
    }
    completion.check();
    transfers.check();
  }

  private void issued(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      arrayTiles.issued(tile);
    } else if (instruction instanceof VectorTile tile) {
      vectorTiles.issued(tile);
    } else if (instruction instanceof Transfer transfer) {
      transfers.issued(transfer);
    }
  }

  private void done(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      arrayTiles.done(tile);
    } else if (instruction instanceof VectorTile tile) {
      vectorTiles.done(tile);
    } else if (instruction instanceof Transfer transfer) {
      transfers.done(transfer);
    }
  }

  private static Integer[] order(ImmutableLongArray times) {
    Integer[] order = new Integer[times.length()];
    Arrays.setAll(order, id -> id);
    Arrays.sort(
        order, Comparator.comparingLong((Integer id) -> times.get(id)).thenComparing(id -> id));
    return order;
  }
}
