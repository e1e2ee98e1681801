package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;

/** What DRAMs sustain by access pattern, against a cycle-level simulator. */
public final class DramSimSet implements ReferenceSet {
  @Override
  public String name() {
    return "dramsim";
  }

  @Override
  public String title() {
    return "DRAMsim3: what five parts sustain by access pattern";
  }

  @Override
  public ImmutableList<String> source() {
    return DramSimRuns.TABLE.source();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "Mixed streams (2R1W) are one stream in which every third access or chunk is written: their"
            + " addresses were not recorded.",
        "The controller has DRAMsim3's default queues, scheduling and refresh; timings are those it"
            + " was given.");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    return ImmutableList.of(
        new ComparedQuantity(
            "one-way streams",
            "MB/s",
            Optional.of(Bar.worst(0.1, "bursts, banks, rows and refresh, no fitted constant")),
            cases(run -> !run.isMixed())),
        new ComparedQuantity(
            "all streams",
            "MB/s",
            Optional.of(Bar.median(0.03, "bursts, banks, rows and refresh, no fitted constant")),
            cases(run -> true)));
  }

  private static ImmutableList<ComparedQuantity.Case> cases(Predicate<DramSimRuns.Run> which) {
    List<DramSimRuns.Run> runs = DramSimRuns.all();
    return runs.stream()
        .filter(which)
        .map(
            run ->
                new ComparedQuantity.Case(
                    run.toString(),
                    run.reference() * megabytesPerSecond(run),
                    run.ours() * megabytesPerSecond(run),
                    run.isMixed() ? "where its streams lie is not recorded" : ""))
        .collect(ImmutableList.toImmutableList());
  }

  private static double megabytesPerSecond(DramSimRuns.Run run) {
    return run.part().peakBytesPerSecond() / 1e6;
  }
}
