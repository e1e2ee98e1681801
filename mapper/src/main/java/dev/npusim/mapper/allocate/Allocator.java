package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.stream.IntStream;

/**
 * Finds addresses below a capacity: greedily, and where that is too high by {@link
 * CanonicalSearch}, part by part, in several orders and both branchings with restarts, each round
 * with twice the nodes.
 */
public final class Allocator {
  /** Nodes of the first searches: most published instances need fewer in some order. */
  private static final long FIRST_LIMIT = 3_000;

  /** Rounds in which only the classic orders are tried. */
  private static final int CLASSIC_ROUNDS = 2;

  /** Capacities and problems above these are left to greedy orders: keys carry both in 63 bits. */
  private static final long MOST_CAPACITY = 1L << 42;

  private static final int MOST_BUFFERS = 1 << 20;

  private final long seed;
  private final BooleanSupplier stop;
  private long nodes;

  /**
   * @param seed of the restarts; equal seeds give equal results
   * @param stop asked now and then; true ends the search
   */
  public Allocator(long seed, BooleanSupplier stop) {
    this.seed = seed;
    this.stop = stop;
  }

  /** Nodes of all searches. */
  public long nodes() {
    return nodes;
  }

  /** Solves one problem. The allocation of {@link Verdict.Fits} has been checked. */
  public Verdict solve(AllocationProblem problem) {
    ImmutableList<Request> requests = problem.requests();
    for (Request request : requests) {
      if (request.size() > problem.capacity()) {
        return new Verdict.Impossible(
            "buffer %s alone needs %,d".formatted(request.id(), request.size()));
      }
    }
    Sections sections = Sections.of(requests);
    if (sections.demand() > problem.capacity()) {
      return new Verdict.Impossible("%,d live at one moment".formatted(sections.demand()));
    }
    Allocation greedy = LowestFit.best(requests);
    if (greedy.height() <= problem.capacity()) {
      return new Verdict.Fits(checked(greedy, problem.capacity()));
    }
    if (problem.capacity() >= MOST_CAPACITY || requests.size() >= MOST_BUFFERS) {
      return new Verdict.Unknown(greedy);
    }
    CanonicalSearch search = new CanonicalSearch(requests, sections, problem.capacity(), stop);
    for (int[] part : parts(sections, requests.size())) {
      switch (search(search, part, Priority.classic(requests, sections))) {
        case NONE -> {
          return new Verdict.Impossible("searched to the end");
        }
        case LIMIT -> {
          return new Verdict.Unknown(greedy);
        }
        case FOUND -> {}
      }
    }
    ImmutableLongArray.Builder offsets = ImmutableLongArray.builder(requests.size());
    for (int i = 0; i < requests.size(); i++) {
      offsets.add(search.offset(i));
    }
    return new Verdict.Fits(checked(new Allocation(requests, offsets.build()), problem.capacity()));
  }

  private CanonicalSearch.Outcome search(
      CanonicalSearch search, int[] part, ImmutableList<Priority> classic) {
    boolean[] member = new boolean[classic.get(0).order().length];
    for (int buffer : part) {
      member[buffer] = true;
    }
    Random random = new Random(seed);
    long limit = FIRST_LIMIT;
    for (int round = 0; ; round++, limit *= 2) {
      for (Priority priority : classic) {
        Priority tried = round < CLASSIC_ROUNDS ? priority : priority.shuffled(random);
        int[] order = Arrays.stream(tried.order()).filter(buffer -> member[buffer]).toArray();
        // Either solves in a blink what takes the other minutes.
        for (CanonicalSearch.Branching branching : CanonicalSearch.Branching.values()) {
          CanonicalSearch.Outcome outcome = search.search(order, branching, limit);
          nodes += search.nodes();
          if (outcome != CanonicalSearch.Outcome.LIMIT || stop.getAsBoolean()) {
            return outcome;
          }
        }
      }
    }
  }

  /** Buffers in groups that do not meet, by time. */
  private static List<int[]> parts(Sections sections, int buffers) {
    boolean[] crossed = new boolean[sections.count + 1];
    for (int i = 0; i < buffers; i++) {
      for (int s = sections.first[i] + 1; s < sections.end[i]; s++) {
        crossed[s] = true;
      }
    }
    List<int[]> parts = new ArrayList<>();
    int begin = 0;
    for (int s = 1; s <= sections.count; s++) {
      if (s == sections.count || !crossed[s]) {
        int from = begin;
        int to = s;
        parts.add(
            IntStream.range(0, buffers)
                .filter(i -> sections.first[i] >= from && sections.first[i] < to)
                .toArray());
        begin = s;
      }
    }
    return parts;
  }

  private static Allocation checked(Allocation allocation, long capacity) {
    allocation
        .fault(capacity)
        .ifPresent(
            fault -> {
              throw new IllegalStateException("an allocation that was found is wrong: " + fault);
            });
    return allocation;
  }
}
