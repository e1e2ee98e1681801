package dev.npusim.viz.terminal;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.mapper.rematerialize.Outcome;
import dev.npusim.mapper.rematerialize.Replay;
import dev.npusim.mapper.rematerialize.StagedPlan;
import dev.npusim.viz.report.RematerializationReport;
import dev.npusim.viz.report.RematerializationReport.Answer;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** What {@code rematerialize} found, for a terminal. */
public final class RematerializationSummary {
  private RematerializationSummary() {}

  public static String render(RematerializationReport report, int width) {
    Answer given = report.given();
    Section section = new Section("Rematerialization of " + given.file().name(), width);
    Replay once = given.replay(StagedPlan.once(given.file().graph()));
    section.entry("nodes", Units.exact(given.file().graph().size()));
    section.entry(
        "every node once",
        "peak " + Units.exact(once.peak()) + ", duration " + amount(once.duration()));
    section.entry(
        "budget",
        Units.exact(report.budget())
            + ", "
            + Units.percent((double) report.budget() / once.peak())
            + " of that peak; one node and its operands need "
            + Units.exact(given.file().graph().largestNode()));
    answer(section, given);
    report.reordered().ifPresent(answer -> reordered(section, answer));
    section.entry(
        "checked", "peak and duration by a replay of the sequence that the search has no part in");
    if (report.isCut()) {
      section.entry("ended early", "by the clock or by hand: it depends on the machine");
    }
    section.entry("sequence", "--out FILE writes it step by step, --json FILE as a list");
    return section.toString();
  }

  private static void reordered(Section section, Answer answer) {
    Replay once = answer.replay(StagedPlan.once(answer.file().graph()));
    section.entry(
        "another order",
        "every node once: peak "
            + Units.exact(once.peak())
            + (answer.fits().isEmpty() ? "; no plan found that fits" : ""));
    answer(section, answer);
  }

  private static void answer(Section section, Answer answer) {
    if (answer.fits().isEmpty()) {
      section.entry(
          "plan",
          answer.outcome() instanceof Outcome.Impossible
              ? "none exists in this order"
              : "none found in this order");
      return;
    }
    StagedPlan plan = answer.fits().get().plan();
    Replay replay = answer.replay(plan);
    section.entry(
        "plan",
        "duration "
            + amount(replay.duration())
            + ", "
            + String.format(Locale.ROOT, "%.2f %%", 100 * answer.extraShare(plan))
            + " more; peak "
            + Units.exact(replay.peak()));
    section.entry("run again", plan.copies() == 0 ? "nothing" : again(answer, plan));
    section.entry(
        "lower bound",
        answer.isOptimal()
            ? amount(answer.lowerBound()) + ": the plan is optimal in this order"
            : amount(answer.lowerBound())
                + " in this order; the plan is at most "
                + String.format(
                    Locale.ROOT, "%.2f %%", 100 * (replay.duration() / answer.lowerBound() - 1))
                + " above the best");
    section.entry(
        "search",
        answer.rounds() > 0
            ? Units.exact(answer.rounds()) + " rounds"
            : plan.copies() == 0 ? "none was needed" : "all sets of values, to the end");
  }

  private static String again(Answer answer, StagedPlan plan) {
    int[] times = new int[answer.file().graph().size()];
    ImmutableIntArray sequence = plan.sequence();
    int most = 0;
    for (int step = 0; step < sequence.length(); step++) {
      int node = sequence.get(step);
      times[node]++;
      most = times[node] > times[most] ? node : most;
    }
    return Units.exact(plan.copies())
        + (plan.copies() == 1 ? " step" : " steps")
        + "; node "
        + answer.file().nodes().get(most)
        + " runs most often, "
        + times[most]
        + " times";
  }

  /** Whole numbers with all digits, others with four decimals. */
  private static String amount(double value) {
    return value == Math.rint(value) && Math.abs(value) < 1L << 53
        ? Units.exact((long) value)
        : String.format(Locale.ROOT, "%,.4f", value);
  }
}
