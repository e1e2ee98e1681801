package dev.npusim.mapper.rematerialize;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Random;
import org.junit.jupiter.api.Test;

class MemoryProfileTest {
  /** Changes in any order, a step at a time: always as a profile made anew, and as a replay. */
  @Test
  void staysWhatAReplayFinds() {
    Random random = new Random(1);
    for (int each = 0; each < 200; each++) {
      TaskGraph graph = RandomGraphs.of(3 + random.nextInt(20), 0.25, random);
      long budget = 10 + random.nextInt(30);
      MemoryProfile profile = new MemoryProfile(graph, budget);
      for (int change = 0; change < 40; change++) {
        change(profile, graph.size(), random);
        StagedPlan plan = profile.plan();
        Replay replay = Replay.of(graph, plan.sequence());
        assertThat(profile.peak()).isEqualTo(replay.peak());
        assertThat(graph.totalCost() + profile.extra()).isEqualTo(replay.duration());
        assertThat(profile.copies()).isEqualTo(plan.copies());
        assertThat(profile.overflow()).isEqualTo(overflow(graph, plan, budget));
      }
    }
  }

  /** Adds a copy, or takes it out. */
  private static void change(MemoryProfile profile, int size, Random random) {
    int stage = 1 + random.nextInt(size - 1);
    int node = random.nextInt(stage);
    if (profile.runsAgain(stage, node)) {
      profile.remove(stage, node);
    } else {
      profile.add(stage, node);
    }
  }

  /** As above where values live across blocks of stages; and what is said of ranges of steps. */
  @Test
  void longRangesStayWhatAReplayFinds() {
    Random random = new Random(4);
    int above = 0;
    for (int each = 0; each < 30; each++) {
      TaskGraph graph = RandomGraphs.of(70 + random.nextInt(90), 0.04, random);
      long peak = Replay.of(graph, StagedPlan.once(graph).sequence()).peak();
      long budget = peak * (50 + random.nextInt(60)) / 100;
      MemoryProfile profile = new MemoryProfile(graph, budget);
      for (int change = 0; change < 60; change++) {
        change(profile, graph.size(), random);
        StagedPlan plan = profile.plan();
        assertThat(profile.peak()).isEqualTo(Replay.of(graph, plan.sequence()).peak());
        assertThat(profile.overflow()).isEqualTo(overflow(graph, plan, budget));
        int from = random.nextInt(graph.size());
        int to = from + random.nextInt(graph.size() - from);
        long level = random.nextInt(40) - 30;
        boolean any = false;
        for (int at = from + 1; at <= to; at++) {
          for (int step = profile.begin(at); step <= profile.own[at]; step++) {
            any |= (at < to || step < profile.own[to]) && profile.excess(at, step) > level;
          }
        }
        assertThat(profile.isAbove(profile.key(from, from), profile.key(to, to), level))
            .isEqualTo(any);
        above += any ? 1 : 0;
      }
    }
    assertThat(above).isBetween(200, 1_600);
  }

  /** The same copies added in the order in which they run. */
  private static long overflow(TaskGraph graph, StagedPlan plan, long budget) {
    MemoryProfile fresh = new MemoryProfile(graph, budget);
    for (int stage = 0; stage < graph.size(); stage++) {
      for (int i = 0; i < plan.again().get(stage).length(); i++) {
        fresh.add(stage, plan.again().get(stage).get(i));
      }
    }
    long overflow = 0;
    for (int stage = 0; stage < graph.size(); stage++) {
      for (int step = fresh.begin(stage); step <= fresh.own[stage]; step++) {
        overflow += Math.max(0, fresh.excess(stage, step));
      }
    }
    return overflow;
  }

  @Test
  void aJournalTakesEverythingBack() {
    Random random = new Random(2);
    for (int each = 0; each < 100; each++) {
      TaskGraph graph = RandomGraphs.of(3 + random.nextInt(20), 0.25, random);
      MemoryProfile profile = new MemoryProfile(graph, 20);
      Journal journal = new Journal(profile);
      StagedPlan before = null;
      int mark = 0;
      long overflow = 0;
      for (int change = 0; change < 40; change++) {
        if (change == 15) {
          before = profile.plan();
          overflow = profile.overflow();
          mark = journal.mark();
        }
        int stage = 1 + random.nextInt(graph.size() - 1);
        int node = random.nextInt(stage);
        if (profile.runsAgain(stage, node)) {
          journal.remove(profile.key(stage, node));
        } else {
          journal.add(stage, node);
        }
      }
      journal.backTo(mark);
      assertThat(profile.plan()).isEqualTo(before);
      assertThat(profile.overflow()).isEqualTo(overflow);
    }
  }

  /** A copy that is said to be needed overflows when it is taken out. */
  @Test
  void neededCopiesAreNeeded() {
    Random random = new Random(3);
    int needed = 0;
    for (int each = 0; each < 200; each++) {
      TaskGraph graph = LayeredGraphs.of(40, 6, each);
      long peak = Replay.of(graph, StagedPlan.once(graph).sequence()).peak();
      long budget = (long) (peak * (0.7 + 0.2 * random.nextDouble()));
      PlanSearch search = new PlanSearch(graph, budget, each, SearchLimit.rounds(1));
      search.run(0);
      if (!search.fits()) {
        continue;
      }
      MemoryProfile profile = new MemoryProfile(graph, budget);
      StagedPlan plan = search.best();
      int[] keys = new int[plan.copies()];
      for (int stage = 0; stage < graph.size(); stage++) {
        for (int i = 0; i < plan.again().get(stage).length(); i++) {
          profile.add(stage, plan.again().get(stage).get(i));
        }
      }
      profile.copies(keys);
      for (int key : keys) {
        int stage = profile.stage(key);
        int node = profile.node(key);
        if (profile.isNeeded(stage, node)) {
          needed++;
          profile.remove(stage, node);
          assertThat(profile.overflow()).isPositive();
          profile.add(stage, node);
        }
      }
    }
    assertThat(needed).isGreaterThan(200);
  }
}
