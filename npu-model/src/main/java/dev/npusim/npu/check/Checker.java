package dev.npusim.npu.check;

import dev.npusim.ir.Graph;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repetition;
import java.util.List;
import java.util.function.Supplier;

/**
 * Replays an execution against the model and the chip. Shares no formula with the code that made
 * it: durations, footprints, partial sums, occupancy, energy and every total are worked out anew.
 *
 * <p>What holds when nothing is found: the scheduled graph computes the model; every operand of
 * every instruction was where it was read, from the completion of its write on; live residencies
 * were disjoint; no engine did two things at a time, or one thing faster or later than it could;
 * every node was computed exactly once; the outputs are in DRAM; and every reported number follows
 * from the event log.
 *
 * <p>O(n log n) in instructions and residencies, times the number of rectangles per residency.
 */
public final class Checker {
  private Checker() {}

  /** Everything that is wrong with {@code execution} as a run of {@code model}. */
  public static CheckResult check(Graph model, Execution execution) {
    Findings findings = new Findings();
    Run run = new Run(model, execution, findings);
    long events = execution.program().instructions().size();
    new StructureCheck(run).check();
    if (findings.none()) {
      new GraphCheck(run).check();
      new TensorCheck(run).check();
    }
    // What follows relies on ids, shapes and tensors.
    if (findings.none()) {
      replay(run);
    }
    return findings.result(events);
  }

  /** Everything that is wrong with {@code execution} as a run of {@code model}, repeated so. */
  public static CheckResult check(Graph model, Execution execution, Repetition repetition) {
    return check(model, execution, () -> repetition);
  }

  /**
   * The same where nobody has repeated the run yet.
   *
   * @param repetition asked only where the run itself passes: nothing else can be repeated
   */
  public static CheckResult check(
      Graph model, Execution execution, Supplier<Repetition> repetition) {
    CheckResult alone = check(model, execution);
    if (!alone.passed()) {
      return alone;
    }
    Findings findings = new Findings();
    new RepetitionCheck(execution, repetition.get(), findings).check();
    return findings.result(alone.events());
  }

  private static void replay(Run run) {
    Durations durations = new Durations(run);
    TimelineCheck timeline = new TimelineCheck(run, durations);
    timeline.check();
    PlacementCheck placement = new PlacementCheck(run);
    placement.check();
    new Replay(run).check();
    OccupancyCheck occupancy = new OccupancyCheck(run, placement);
    occupancy.check();
    StallCheck shares = new StallCheck(run, durations, timeline.heldBy);
    shares.check();
    List<Tally> tallies = Tally.of(run, durations);
    new LayerCheck(run, durations, tallies, shares, occupancy).check();
    new TotalsCheck(run, durations, tallies).check();
  }
}
