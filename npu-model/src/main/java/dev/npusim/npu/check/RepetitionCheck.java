package dev.npusim.npu.check;

import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor.Role;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repetition;
import java.util.Arrays;

/**
 * Replays repetitions of a checked run from the durations in its log. Every repetition that is said
 * to have been simulated is replayed, and two more stretches compared instruction by instruction:
 * if all of one repetition is the same as one a period before, only later, then so is what follows.
 * What an address waits for is kept page by page.
 */
final class RepetitionCheck {
  private static final int PAGE = Residency.ALIGNMENT;
  private static final double RELATIVE = 1e-9;

  private final Execution log;
  private final Repetition reported;
  private final Findings findings;
  private final int size;
  private final Run run;

  /** Since when array and vector unit of each core and each DMA channel are free. */
  private final long[] free;

  private long busFree;
  private long weightPortFree;

  /** Per instruction: cycles that its engine is held before, because a layer begins. */
  private final long[] launch;

  /** Per memory: when each page was last used in the repetition before. */
  private final long[][] pages;

  /** Per residency: when any of its pages was; -1 where not asked yet. */
  private final long[] lastUse;

  private long[] before;
  private long[] now;

  RepetitionCheck(Execution log, Repetition reported, Findings findings) {
    this.log = log;
    this.reported = reported;
    this.findings = findings;
    this.size = log.program().instructions().size();
    this.free = new long[2 * log.npu().cores() + log.npu().dma().channels()];
    this.pages = new long[Memory.values().length][];
    this.lastUse = new long[log.program().residencies().size()];
    this.run = new Run(log.program().graph(), log, findings);
    this.launch = LaunchCheck.cycles(run);
    this.before = new long[size];
    this.now = new long[size];
    for (Memory memory : Memory.values()) {
      long used = 0;
      for (Residency residency : log.program().residencies()) {
        if (residency.memory() == memory) {
          used = Math.max(used, residency.address() + residency.bytes());
        }
      }
      pages[memory.ordinal()] = new long[Math.toIntExact((used + PAGE - 1) / PAGE)];
    }
  }

  void check() {
    pinned();
    int simulated = reported.ends().length();
    int period = reported.period();
    int settled = reported.settled();
    boolean isWhole = period == 0 && simulated == reported.count();
    boolean isSettled =
        period > 0
            && settled >= 0
            && simulated == settled + period + 1
            && simulated <= reported.count();
    if (!isWhole && !isSettled) {
      report(
          "of %d repetitions %d are said to be simulated, settled after %d with a period of %d"
              .formatted(reported.count(), simulated, settled, period));
      return;
    }
    long end = 0;
    long[] pattern = new long[0];
    long patternEnd = 0;
    // One repetition from the settled state on, and the same one period later.
    int last = period == 0 ? simulated - 1 : settled + period + 1;
    for (int index = 0; index <= last; index++) {
      end = repetition(index, end);
      if (index < simulated) {
        equal("end of repetition " + index, reported.ends().get(index), end);
      }
      if (period > 0 && index == settled + 1) {
        pattern = now.clone();
        patternEnd = end;
      }
    }
    if (period > 0) {
      for (int id = 0; id < size; id++) {
        boolean runs = !isOnce(log.program().instructions().get(id));
        if (runs && now[id] - end != pattern[id] - patternEnd) {
          report("instruction " + id + " has not settled into the period that is reported");
          return;
        }
      }
    }
    totals();
  }

  /** What stays for good shares its addresses with nothing, at any time of any repetition. */
  private void pinned() {
    boolean[] taken = new boolean[pages[Memory.SRAM.ordinal()].length];
    for (int id : log.program().pinned()) {
      Residency residency = log.program().residencies().get(id);
      for (int page = first(residency); page < beyond(residency); page++) {
        if (taken[page]) {
          report("two pinned residencies share page " + page);
        }
        taken[page] = true;
      }
    }
    for (Residency residency : log.program().residencies()) {
      if (residency.memory() == Memory.SRAM && !log.program().pinned().contains(residency.id())) {
        for (int page = first(residency); page < beyond(residency); page++) {
          if (taken[page]) {
            report("residency " + residency.id() + " takes the place of pinned weights");
            break;
          }
        }
      }
    }
  }

  private boolean isOnce(Instruction instruction) {
    return instruction instanceof Transfer transfer
        && transfer.fromDram()
        && log.program().pinned().contains(transfer.onChip().residency());
  }

  private void totals() {
    long last = reported.count() - 1;
    int simulated = reported.ends().length();
    long cycles;
    double steady;
    if (reported.period() == 0) {
      cycles = reported.ends().get(simulated - 1);
      steady = simulated == 1 ? cycles : cycles - reported.ends().get(simulated - 2);
    } else {
      long from = reported.ends().get(reported.settled());
      long each = reported.ends().get(simulated - 1) - from;
      long periods = (last - reported.settled()) / reported.period();
      long rest = (last - reported.settled()) % reported.period();
      cycles = periods * each + reported.ends().get(reported.settled() + (int) rest);
      steady = (double) each / reported.period();
    }
    equal("cycles of all repetitions", reported.cycles(), cycles);
    energy("all repetitions", reported.energy(), reported.count(), last, cycles);
    energy("a steady repetition", reported.steadyEnergy(), 1, Math.min(1, last), steady);
    equal("bytes read once", reported.onceBytes(), once().bytes());
  }

  /** What the first repetition alone fetches. */
  private record Once(long bytes, double sramJoules, double dramJoules) {}

  private Once once() {
    long bytes = 0;
    double sram = 0;
    double dram = 0;
    EnergySpec spec = log.npu().energy();
    Durations durations = new Durations(run);
    for (Instruction instruction : log.program().instructions()) {
      if (isOnce(instruction) && instruction instanceof Transfer transfer) {
        sram += durations.sramWritten(transfer) * spec.sramWritePjPerByte().value();
        if (durations.fromWeights(transfer)) {
          double each = log.npu().weightMemory().orElseThrow().pjPerByte().value();
          sram += transfer.bytes() * each;
        } else {
          bytes += transfer.bytes();
          dram += durations.busBytes(transfer) * 8 * spec.dramPjPerBit().value();
        }
      }
    }
    return new Once(bytes, sram * 1e-12, dram * 1e-12);
  }

  /** Work costs what it costs in a run alone; only time is shared between repetitions. */
  private void energy(String what, Energy stated, long count, long later, double cycles) {
    EnergySpec spec = log.npu().energy();
    Once once = once();
    double idleWatts =
        spec.staticWatts().value()
            - spec.idle().arrayGating().value() * spec.idle().arrayWatts().value()
            - spec.idle().vectorGating().value() * spec.idle().vectorWatts().value();
    double shared = (count * (double) log.cycles() - cycles) / log.npu().clockHz();
    Energy one = log.energy();
    number("MAC energy of " + what, stated.mac(), count * one.mac());
    number("vector energy of " + what, stated.vector(), count * one.vector());
    number("local energy of " + what, stated.local(), count * one.local());
    number("SRAM energy of " + what, stated.sram(), count * one.sram() - later * once.sramJoules());
    number(
        "DRAM energy of " + what,
        stated.dram(),
        count * one.dram() - later * once.dramJoules() - shared * spec.idle().dramWatts().value());
    number(
        "static energy of " + what, stated.staticJ(), count * one.staticJ() - shared * idleWatts);
  }

  /** Runs one repetition and returns when it ends. */
  private long repetition(int index, long end) {
    long[] swap = before;
    before = now;
    now = swap;
    long stored = index == 0 ? 0 : lastStore();
    if (index > 0) {
      lastUses();
    }
    long latest = end;
    long runLaunch = log.npu().runLaunchCycles();
    // A host that launches runs waits for the results of the one before.
    long begin = index == 0 || runLaunch > 0 ? stored + runLaunch : 0;
    for (Instruction instruction : log.program().instructions()) {
      int id = instruction.id();
      if (index > 0 && isOnce(instruction)) {
        now[id] = 0;
        continue;
      }
      long ready = begin;
      for (int i = 0; i < instruction.after().length(); i++) {
        ready = Math.max(ready, now[instruction.after().get(i)]);
      }
      if (index > 0) {
        for (Access write : instruction.writes()) {
          ready = Math.max(ready, lastUse(log.program().residencies().get(write.residency())));
        }
        if (fetchesInput(instruction)) {
          ready = Math.max(ready, stored);
        }
      }
      long lead = log.start().get(id) - log.issue().get(id);
      long busy = log.busyEnd().get(id) - log.start().get(id);
      long tail = log.done().get(id) - log.busyEnd().get(id);
      long start;
      if (instruction instanceof Transfer transfer) {
        int channel = 2 * log.npu().cores() + transfer.channel();
        boolean fromWeights = log.program().isFromWeightMemory(transfer);
        long port = Math.max(begin, fromWeights ? weightPortFree : busFree);
        start = Math.max(port, Math.max(ready, free[channel]) + lead);
        if (fromWeights) {
          weightPortFree = start + busy;
        } else {
          busFree = start + busy;
        }
        free[channel] = start + busy + tail;
      } else {
        int engine = 2 * Cores.of(instruction) + (instruction instanceof ArrayTile ? 0 : 1);
        start = Math.max(Math.max(begin, free[engine]) + launch[id], ready + lead);
        free[engine] = start + busy;
      }
      now[id] = start + busy + tail;
      latest = Math.max(latest, now[id]);
    }
    return latest;
  }

  private long lastStore() {
    long last = 0;
    for (Instruction instruction : log.program().instructions()) {
      if (instruction instanceof Transfer transfer && !transfer.fromDram()) {
        last = Math.max(last, before[instruction.id()]);
      }
    }
    return last;
  }

  /** When each page was last used in the repetition before. */
  private void lastUses() {
    for (long[] memory : pages) {
      Arrays.fill(memory, 0);
    }
    long[] ends = new long[log.program().residencies().size()];
    for (Instruction instruction : log.program().instructions()) {
      for (Access access : instruction.reads()) {
        ends[access.residency()] = Math.max(ends[access.residency()], before[instruction.id()]);
      }
      for (Access access : instruction.writes()) {
        ends[access.residency()] = Math.max(ends[access.residency()], before[instruction.id()]);
      }
    }
    for (Residency residency : log.program().residencies()) {
      long[] of = pages[residency.memory().ordinal()];
      long end = ends[residency.id()];
      for (int page = first(residency); page < beyond(residency); page++) {
        of[page] = Math.max(of[page], end);
      }
    }
    Arrays.fill(lastUse, -1);
  }

  private long lastUse(Residency residency) {
    if (lastUse[residency.id()] < 0) {
      long[] of = pages[residency.memory().ordinal()];
      long last = 0;
      for (int page = first(residency); page < beyond(residency); page++) {
        last = Math.max(last, of[page]);
      }
      lastUse[residency.id()] = last;
    }
    return lastUse[residency.id()];
  }

  private static int first(Residency residency) {
    return (int) (residency.address() / PAGE);
  }

  private static int beyond(Residency residency) {
    return (int) ((residency.address() + residency.bytes() + PAGE - 1) / PAGE);
  }

  private boolean fetchesInput(Instruction instruction) {
    if (instruction instanceof Transfer transfer && transfer.fromDram()) {
      int tensor = log.program().residencies().get(transfer.onChip().residency()).tensor();
      return log.program().tensors().get(tensor).role() == Role.INPUT;
    }
    return false;
  }

  private void number(String what, double stated, double expected) {
    if (!(Math.abs(stated - expected) <= RELATIVE * Math.abs(expected))) {
      findings.add(Kind.ENERGY, what + " is reported as " + stated + ", should be " + expected);
    }
  }

  private void equal(String what, long stated, long expected) {
    findings.equal(Kind.REPETITION, what, stated, expected);
  }

  private void report(String what) {
    findings.add(Kind.REPETITION, what);
  }
}
