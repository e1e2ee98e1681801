package dev.npusim.npu.check;

import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.Stalls;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Cuts the run into the layers' shares and each share's idle cycles into causes. A share ends where
 * an array instruction ends and begins where the one before ended; what follows the last belongs to
 * the instruction that ends the run. Without array work every instruction ends a share, in order of
 * completion. Idle cycles are followed back from where they end: through what held the instruction
 * there, to what held that, until they are used up.
 */
final class StallCheck {
  private enum Cause {
    DRAM,
    SRAM,
    VECTOR,
    DEPENDENCY
  }

  private final Run run;
  private final Execution log;
  private final Durations durations;
  private final int[] heldBy;
  private final long[] charged;

  /** Charged cycles in which an array worked. */
  private final long[] worked;

  private final long[][] stalls;

  StallCheck(Run run, Durations durations, int[] heldBy) {
    this.run = run;
    this.log = run.log();
    this.durations = durations;
    this.heldBy = heldBy;
    int layers = run.graph().nodes().size();
    this.charged = new long[layers];
    this.worked = new long[layers];
    this.stalls = new long[layers][Cause.values().length];
    cut();
  }

  long charged(int layer) {
    return charged[layer];
  }

  long worked(int layer) {
    return worked[layer];
  }

  Stalls stalls(int layer) {
    long[] s = stalls[layer];
    return new Stalls(s[0], s[1], s[2], s[3]);
  }

  void check() {
    long all = 0;
    Stalls sum = Stalls.NONE;
    for (LayerActivity layer : log.layers()) {
      String name = run.node(layer.node()).name();
      all += layer.chargedCycles();
      sum = sum.plus(layer.stalls());
      run.findings()
          .equal(
              Kind.STALL,
              "charged cycles of " + name,
              layer.chargedCycles(),
              charged[layer.node()]);
      compare("stalls of " + name, layer.stalls(), stalls(layer.node()));
    }
    compare("stalls of the run", log.stalls(), sum);
    run.findings().equal(Kind.STALL, "sum of the layers' charged cycles", all, log.cycles());
  }

  private void compare(String what, Stalls reported, Stalls expected) {
    if (!reported.equals(expected)) {
      run.findings()
          .add(Kind.STALL, what + " are reported as " + reported + ", should be " + expected);
    }
    if (Math.min(
            Math.min(reported.dram(), reported.sram()),
            Math.min(reported.vector(), reported.dependency()))
        < 0) {
      run.findings().add(Kind.STALL, what + " are negative: " + reported);
    }
  }

  private void cut() {
    long from = 0;
    Instruction last = null;
    List<ArrayTile> onArrays = new ArrayList<>();
    for (Instruction instruction : run.program().instructions()) {
      if (last == null || log.done().get(instruction.id()) > log.done().get(last.id())) {
        last = instruction;
      }
      if (instruction instanceof ArrayTile tile) {
        onArrays.add(tile);
      }
    }
    boolean onArray = !onArrays.isEmpty();
    onArrays.sort(Comparator.comparingLong(tile -> log.busyEnd().get(tile.id())));
    for (ArrayTile tile : onArrays) {
      long begun = log.start().get(tile.id());
      long end = log.busyEnd().get(tile.id());
      // Another core's work may have ended after this began.
      long start = Math.max(begun, from);
      follow(tile.layer(), tile.id(), from, start);
      long waited = end - begun - durations.streaming(tile);
      stalls[tile.layer()][Cause.SRAM.ordinal()] +=
          end > begun ? waited * (end - start) / (end - begun) : 0;
      worked[tile.layer()] += end - start;
      charged[tile.layer()] += end - from;
      from = end;
    }
    if (last == null) {
      return;
    }
    if (onArray) {
      finish(last, from);
      return;
    }
    List<Instruction> ending = new ArrayList<>(run.program().instructions());
    ending.sort(Comparator.comparingLong(instruction -> log.done().get(instruction.id())));
    for (Instruction instruction : ending) {
      finish(instruction, from);
      from = log.done().get(instruction.id());
    }
  }

  /** Charges [from, done) to {@code instruction}: first what it waited, then its own time. */
  private void finish(Instruction instruction, long from) {
    int id = instruction.id();
    long done = log.done().get(id);
    long issue = Math.max(from, Math.min(done, log.issue().get(id)));
    charged[instruction.layer()] += done - from;
    stalls[instruction.layer()][cause(instruction).ordinal()] += done - issue;
    follow(instruction.layer(), id, from, issue);
  }

  /** Gives the cycles [from, to) in which {@code id} waited to their causes. */
  private void follow(int layer, int id, long from, long to) {
    long open = to;
    int waiting = id;
    while (open > from) {
      int holder = heldBy[waiting];
      long end = holder == TimelineCheck.NONE ? from : log.done().get(holder);
      end = Math.min(open, Math.max(from, end));
      stalls[layer][Cause.DEPENDENCY.ordinal()] += open - end;
      if (holder == TimelineCheck.NONE) {
        return;
      }
      open = Math.max(from, Math.min(end, log.issue().get(holder)));
      Cause cause = cause(run.program().instructions().get(holder));
      stalls[layer][cause.ordinal()] += end - open;
      waiting = holder;
    }
  }

  private static Cause cause(Instruction instruction) {
    if (instruction instanceof Transfer) {
      return Cause.DRAM;
    }
    return instruction instanceof VectorTile ? Cause.VECTOR : Cause.DEPENDENCY;
  }
}
