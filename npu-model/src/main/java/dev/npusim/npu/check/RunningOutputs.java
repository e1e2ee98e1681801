package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.Attention;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.VectorTile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Running outputs of attention are relative to the maximum of the keys seen so far. Before the
 * values of further keys are added, they must be brought to the maximum that includes these: after
 * their softmax, and while no sum is under way.
 */
final class RunningOutputs {
  /** One block of running outputs. */
  private static final class State {
    /** Sums issued that are not done. */
    int underWay;

    /** Whether something was summed since the last rescaling was done. */
    boolean behind;

    /** Whether a rescaling is under way. */
    boolean rescaling;

    /** Probabilities there were when the last rescaling began: its maximum includes these. */
    List<Region> known = List.of();
  }

  private record Key(int residency, Region region) {}

  private final Run run;
  private final ReplayMemory memory;
  private final Completion completion;
  private final Map<Key, State> states = new HashMap<>();

  RunningOutputs(Run run, ReplayMemory memory, Completion completion) {
    this.run = run;
    this.memory = memory;
    this.completion = completion;
  }

  /** Values of some keys are to be added. */
  void sumIssued(ArrayTile tile) {
    Key key = new Key(tile.output().residency(), tile.output().region());
    boolean first = !states.containsKey(key);
    State state = states.computeIfAbsent(key, k -> new State());
    state.underWay++;
    if (first) {
      state.behind = true;
      return;
    }
    boolean all = true;
    for (Region block :
        scores(run.node(tile.layer()), key.region(), tile.reductionBegin(), tile.reductionEnd())) {
      all &= RegionSet.missing(block, state.known, 0) == null;
    }
    if (state.behind || !all) {
      run.findings()
          .add(
              Kind.REDUCTION,
              run.name(tile)
                  + " adds keys "
                  + tile.reductionBegin()
                  + " to "
                  + tile.reductionEnd()
                  + " to running outputs "
                  + key.region()
                  + " that were not rescaled to their maximum");
    }
    state.behind = true;
  }

  void sumDone(ArrayTile tile) {
    State state = states.get(new Key(tile.output().residency(), tile.output().region()));
    if (state != null) {
      state.underWay--;
    }
  }

  /** Running outputs are read and written in place. */
  void rescaleIssued(VectorTile tile, Stage stage) {
    Access only = tile.reads().size() == 1 ? tile.reads().get(0) : null;
    boolean inPlace =
        only != null
            && tile.writes().equals(tile.reads())
            && memory.isAccumulator(only)
            && only.region().equals(stage.region())
            && run.tensor(only).name().equals(run.node(stage.layer()).output().name());
    State state = only == null ? null : states.get(new Key(only.residency(), only.region()));
    if (!inPlace || state == null) {
      report(tile, "rescales " + stage.region() + ", which are no running outputs");
      return;
    }
    if (state.underWay > 0) {
      report(tile, "rescales " + stage.region() + " while values are added to them");
    }
    if (!state.behind || state.rescaling) {
      report(tile, "rescales " + stage.region() + " a second time");
    }
    state.rescaling = true;
    Node node = run.node(stage.layer());
    int keys = Math.toIntExact(node.input(1).type().shape().dim(1));
    List<Region> rows = scores(node, stage.region(), 0, keys);
    state.known =
        completion.probabilities(stage.layer()).parts().stream()
            .filter(part -> rows.stream().anyMatch(part::overlaps))
            .toList();
  }

  /** The scores of some outputs for keys k0 to k1, head by head. */
  private static List<Region> scores(Node node, Region outputs, int k0, int k1) {
    Attention op = (Attention) node.op();
    int queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    int batch = outputs.rowBegin() / queries;
    List<Region> scores = new ArrayList<>();
    int end = (outputs.columnEnd() - 1) / op.valueDim() + 1;
    for (int head = outputs.columnBegin() / op.valueDim(); head < end; head++) {
      int row = (batch * op.heads() + head) * queries + outputs.rowBegin() % queries;
      scores.add(new Region(row, row + outputs.rows(), k0, k1));
    }
    return scores;
  }

  void rescaleDone(VectorTile tile) {
    if (tile.writes().isEmpty()) {
      return;
    }
    Access access = tile.writes().get(0);
    State state = states.get(new Key(access.residency(), access.region()));
    if (state != null) {
      state.behind = false;
      state.rescaling = false;
    }
  }

  private void report(VectorTile tile, String what) {
    run.findings().add(Kind.REDUCTION, run.name(tile) + " " + what);
  }
}
