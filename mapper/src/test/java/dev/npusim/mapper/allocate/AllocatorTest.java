package dev.npusim.mapper.allocate;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllocatorTest {
  private static final int CASES = 3_000;

  private static Allocator allocator() {
    return new Allocator(0, () -> false);
  }

  static ImmutableList<Request> instance(String name) throws IOException {
    return RequestsCsv.read(
        name,
        Resources.toString(
            Resources.getResource(AllocatorTest.class, name), StandardCharsets.UTF_8));
  }

  /** Published instances; greedy orders solve none of those with the capacity 1,048,576. */
  @ParameterizedTest
  @ValueSource(strings = {"A", "B", "D", "E", "G", "H", "J"})
  void solvesPublishedInstances(String name) throws IOException {
    ImmutableList<Request> requests = instance(name + ".1048576.csv");
    assertThat(LowestFit.best(requests).height()).isGreaterThan(1 << 20);
    Verdict verdict = allocator().solve(new AllocationProblem(requests, 1 << 20));
    assertThat(verdict).isInstanceOf(Verdict.Fits.class);
    assertThat(((Verdict.Fits) verdict).allocation().fault(1 << 20)).isEmpty();
  }

  @Test
  void theSmallExampleNeedsExactlyTwelve() throws IOException {
    ImmutableList<Request> requests = instance("input.12.csv");
    assertThat(allocator().solve(new AllocationProblem(requests, 12)))
        .isInstanceOf(Verdict.Fits.class);
    assertThat(allocator().solve(new AllocationProblem(requests, 11)))
        .isInstanceOf(Verdict.Impossible.class);
  }

  /** All orders, each buffer as low as those before it allow, cut only where that is too high. */
  private static final class AllOrders {
    private final List<Request> requests;
    private final long demand;
    private final List<Request> placed = new ArrayList<>();
    private final long[] tops;
    private long least = Long.MAX_VALUE;

    AllOrders(List<Request> requests, long demand) {
      this.requests = requests;
      this.demand = demand;
      tops = new long[requests.size()];
    }

    long least() {
      go(0);
      return least;
    }

    private void go(long height) {
      if (height >= least || least == demand) {
        return;
      }
      if (placed.size() == requests.size()) {
        least = height;
        return;
      }
      for (Request request : requests) {
        if (!placed.contains(request)) {
          long address = 0;
          for (int i = 0; i < placed.size(); i++) {
            address = placed.get(i).meets(request) ? Math.max(address, tops[i]) : address;
          }
          tops[placed.size()] = address + request.size();
          placed.add(request);
          go(Math.max(height, address + request.size()));
          placed.remove(placed.size() - 1);
        }
      }
    }
  }

  @Test
  void findsAnAllocationExactlyWhereThereIsOne() {
    Random random = new Random(7);
    for (int each = 0; each < CASES; each++) {
      ImmutableList.Builder<Request> requests = ImmutableList.builder();
      int count = 2 + random.nextInt(8);
      for (int i = 0; i < count; i++) {
        long lower = random.nextInt(9);
        requests.add(
            new Request("b" + i, lower, lower + 1 + random.nextInt(6), 1 + random.nextInt(3)));
      }
      AllocationProblem problem = new AllocationProblem(requests.build(), 0);
      long least = new AllOrders(problem.requests(), problem.demand()).least();
      assertThat(allocator().solve(problem.within(least)))
          .as("%s", problem)
          .isInstanceOf(Verdict.Fits.class);
      assertThat(allocator().solve(problem.within(least - 1)))
          .as("%s", problem)
          .isInstanceOf(Verdict.Impossible.class);
    }
  }

  /**
   * Thousands of buffers that all meet: a node of the search takes long, and the end is asked for
   * by work.
   */
  @Test
  void endsWhereManyBuffersLiveAtOnce() {
    ImmutableList.Builder<Request> list = ImmutableList.builder();
    for (int i = 0; i < 3_000; i++) {
      list.add(new Request("b" + i, 0, 2, 1));
    }
    long[][] hard = {{0, 2, 3}, {1, 3, 3}, {2, 4, 3}, {3, 5, 3}};
    for (long[] each : hard) {
      list.add(new Request("h" + each[0], each[0], each[1], each[2]));
    }
    ImmutableList<Request> requests = list.build();
    int[] asked = {0};
    CanonicalSearch search =
        new CanonicalSearch(requests, Sections.of(requests), 3_006, () -> ++asked[0] > 2);
    int[] order = Priority.classic(requests, Sections.of(requests)).get(0).order();
    assertThat(search.search(order, CanonicalSearch.Branching.LOWEST, Long.MAX_VALUE))
        .isEqualTo(CanonicalSearch.Outcome.LIMIT);
    assertThat(asked[0]).isEqualTo(3);
    assertThat(search.nodes()).isLessThan(100);
  }

  /** However a search branches, it ends by itself and knows whether there is an allocation. */
  @ParameterizedTest
  @EnumSource(CanonicalSearch.Branching.class)
  void isCompleteHoweverItBranches(CanonicalSearch.Branching branching) {
    Random random = new Random(17);
    for (int each = 0; each < CASES / 2; each++) {
      ImmutableList.Builder<Request> list = ImmutableList.builder();
      int count = 5 + random.nextInt(5);
      for (int i = 0; i < count; i++) {
        long lower = random.nextInt(7);
        list.add(new Request("b" + i, lower, lower + 1 + random.nextInt(6), 1 + random.nextInt(4)));
      }
      ImmutableList<Request> requests = list.build();
      Sections sections = Sections.of(requests);
      long least = new AllOrders(requests, sections.demand()).least();
      for (Priority priority : Priority.classic(requests, sections)) {
        for (long capacity = least - 1; capacity <= least; capacity++) {
          CanonicalSearch search = new CanonicalSearch(requests, sections, capacity, () -> false);
          assertThat(search.search(priority.order(), branching, Long.MAX_VALUE))
              .as("%s below %d", requests, capacity)
              .isEqualTo(
                  capacity < least ? CanonicalSearch.Outcome.NONE : CanonicalSearch.Outcome.FOUND);
        }
      }
    }
  }

  /** Eight buffers of which never more than 5 live at once, and that need 6; and its neighbours. */
  @Test
  void provesThatThereIsNoneWhereTheDemandAloneWouldFit() {
    long[][] base = {
      {6, 9, 1}, {4, 5, 1}, {9, 15, 2}, {8, 10, 3}, {1, 6, 3}, {1, 3, 2}, {4, 8, 1}, {5, 9, 1}
    };
    Random random = new Random(5);
    int above = 0;
    for (int each = 0; each < 300; each++) {
      ImmutableList.Builder<Request> requests = ImmutableList.builder();
      int changed = each == 0 ? -1 : random.nextInt(base.length);
      for (int i = 0; i < base.length; i++) {
        long later = i == changed ? random.nextInt(3) - 1 : 0;
        long more = i == changed ? random.nextInt(2) : 0;
        requests.add(
            new Request("b" + i, base[i][0] + later, base[i][1] + later, base[i][2] + more));
      }
      AllocationProblem problem = new AllocationProblem(requests.build(), 0);
      long least = new AllOrders(problem.requests(), problem.demand()).least();
      above += least > problem.demand() ? 1 : 0;
      assertThat(allocator().solve(problem.within(least))).isInstanceOf(Verdict.Fits.class);
      assertThat(allocator().solve(problem.within(least - 1)))
          .isInstanceOf(Verdict.Impossible.class);
    }
    assertThat(above).isGreaterThan(20);
  }

  @Test
  void fillsRectanglesThatWereCutWithoutALoss() {
    Random random = new Random(11);
    for (int each = 0; each < 40; each++) {
      List<long[]> pieces = new ArrayList<>();
      pieces.add(new long[] {0, 1_000, 0, 1_000});
      while (pieces.size() < 12 + each) {
        long[] piece = pieces.remove(random.nextInt(pieces.size()));
        int side = random.nextBoolean() ? 0 : 2;
        if (piece[side + 1] - piece[side] < 2) {
          pieces.add(piece);
          continue;
        }
        long cut = piece[side] + 1 + random.nextInt((int) (piece[side + 1] - piece[side] - 1));
        long[] rest = piece.clone();
        rest[side] = cut;
        piece[side + 1] = cut;
        pieces.add(piece);
        pieces.add(rest);
      }
      ImmutableList.Builder<Request> requests = ImmutableList.builder();
      for (long[] piece : pieces) {
        requests.add(
            new Request("" + piece[0] + piece[2], piece[0], piece[1], piece[3] - piece[2]));
      }
      Verdict verdict = allocator().solve(new AllocationProblem(requests.build(), 1_000));
      assertThat(verdict).isInstanceOf(Verdict.Fits.class);
    }
  }

  @Test
  void equalSeedsGiveEqualAddresses() throws IOException {
    AllocationProblem problem = new AllocationProblem(instance("E.1048576.csv"), 1 << 20);
    assertThat(allocator().solve(problem)).isEqualTo(allocator().solve(problem));
  }

  @Test
  void aSearchThatIsStoppedClaimsNothing() throws IOException {
    AllocationProblem problem = new AllocationProblem(instance("H.1048576.csv"), 1 << 20);
    assertThat(new Allocator(0, () -> true).solve(problem)).isInstanceOf(Verdict.Unknown.class);
  }
}
