package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PlacementTest {
  private static final Tensor TENSOR = new Tensor(0, "t", Tensor.Role.ACTIVATION, 1 << 20, 1, 8, 0);

  private static Buffer buffer(
      Buffer.Fill fill, Use use, int bytes, int first, int last, int early) {
    return new Buffer(fill, TENSOR, new Region(0, bytes, 0, 1), use, bytes, 0, first, last, early);
  }

  /** What is pinned has its addresses for good. */
  private static final List<Buffer.Fill> PASSING =
      List.of(Buffer.Fill.FETCHED, Buffer.Fill.MADE, Buffer.Fill.SLOTS);

  private static Layout random(long seed, int steps, int buffers) {
    Random random = new Random(seed * 104729);
    Layout layout = new Layout();
    for (int step = 0; step < steps; step++) {
      layout.addStep(0);
    }
    for (int i = 0; i < buffers; i++) {
      int first = random.nextInt(steps);
      int last = Math.min(steps - 1, first + random.nextInt(8));
      layout.add(
          buffer(
              PASSING.get(random.nextInt(PASSING.size())),
              Use.values()[random.nextInt(4)],
              1 + random.nextInt(4000),
              first,
              last,
              random.nextInt(first + 1)));
    }
    return layout;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6})
  void rectanglesAreDisjointInsideAndCoverTheUse(long seed) {
    long capacity = 40_000;
    Layout layout = random(seed, 40, 60);
    assertThat(Placement.place(layout, capacity)).isNull();
    List<Buffer> all = layout.buffers();
    for (Buffer a : all) {
      assertThat(a.address()).isNotNegative();
      assertThat(a.address() % Residency.ALIGNMENT).isZero();
      assertThat(a.address() + a.bytes()).isLessThanOrEqualTo(capacity);
      assertThat(a.issueStep()).isBetween(a.earliestStep, a.firstStep);
      if (a.fill() != Buffer.Fill.FETCHED) {
        assertThat(a.issueStep()).isEqualTo(a.firstStep);
      }
      for (Buffer b : all) {
        boolean sameTime = a.issueStep() <= b.lastStep() && b.issueStep() <= a.lastStep();
        boolean sameBytes =
            a.address() < b.address() + b.bytes() && b.address() < a.address() + a.bytes();
        assertThat(a != b && sameTime && sameBytes).as("%s on %s", a, b).isFalse();
      }
    }
  }

  private static Layout group(Random random, int group) {
    Layout own = new Layout();
    for (int step = 0; step < 6; step++) {
      own.addStep(group);
    }
    for (int i = 0; i < 12; i++) {
      int first = random.nextInt(6);
      Buffer.Fill fill = i < 8 ? Buffer.Fill.FETCHED : Buffer.Fill.SLOTS;
      int last = fill == Buffer.Fill.FETCHED ? Math.min(5, first + random.nextInt(2)) : 5;
      own.add(buffer(fill, Use.WEIGHTS, 1 + random.nextInt(3000), first, last, first));
    }
    return own;
  }

  private static List<String> places(Layout layout) {
    return layout.allBuffers().stream()
        .map(buffer -> buffer.address() + " from " + buffer.issueStep())
        .toList();
  }

  /** Layouts that differ in one group each, as when tensors give up their places. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8})
  void whatItRemembersChangesNothing(long seed) {
    Random random = new Random(seed * 15485863);
    List<Layout> groups = new ArrayList<>();
    for (int g = 0; g < 5; g++) {
      groups.add(group(random, g));
    }
    long capacity = 20_000;
    Placement remembering = new Placement(capacity);
    int placed = 0;
    for (int round = 0; round < 12; round++) {
      groups.set(random.nextInt(5), group(random, round % 5));
      Layout layout = new Layout(groups);
      int from = random.nextInt(2);
      layout.add(
          buffer(
              Buffer.Fill.MADE,
              Use.SKIPS,
              1000 * (1 + random.nextInt(6)),
              layout.firstStep(from),
              layout.lastStep(from + 2),
              0));
      Buffer failed = remembering.place(layout);
      List<String> found = places(layout);
      assertThat(Placement.place(layout, capacity)).isSameAs(failed);
      if (failed == null) {
        placed++;
        assertThat(found).isEqualTo(places(layout));
      }
    }
    assertThat(placed).isPositive();
  }

  @Test
  void saysWhichBufferFindsNoRoom() {
    Layout layout = new Layout();
    layout.addStep(0);
    layout.add(buffer(Buffer.Fill.MADE, Use.ACTIVATIONS, 640, 0, 0, 0));
    Buffer second = layout.add(buffer(Buffer.Fill.MADE, Use.ACTIVATIONS, 576, 0, 0, 0));
    assertThat(Placement.place(layout, 1024)).isSameAs(second);
    assertThat(Placement.place(layout, 1216)).isNull();
  }

  /** A weight chunk is fetched while the step before runs, if its room is free then. */
  @Test
  void prefetchesOnlyIntoFreeRoom() {
    Layout layout = new Layout();
    for (int step = 0; step < 4; step++) {
      layout.addStep(0);
    }
    layout.add(buffer(Buffer.Fill.MADE, Use.ACTIVATIONS, 640, 0, 1, 0));
    Buffer weights = layout.add(buffer(Buffer.Fill.FETCHED, Use.WEIGHTS, 640, 3, 3, 0));
    assertThat(Placement.place(layout, 1024)).isNull();
    assertThat(weights.issueStep()).isEqualTo(2);
    assertThat(Placement.place(layout, 1280)).isNull();
    assertThat(weights.issueStep()).isZero();
  }
}
