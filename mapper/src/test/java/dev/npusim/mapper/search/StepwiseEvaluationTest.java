package dev.npusim.mapper.search;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * An evaluator works out again only what differs from the mapping it has priced before. After every
 * step of random walks it must tell what one tells that has seen another mapping in between.
 */
class StepwiseEvaluationTest {
  private static final int STEPS = 3_000;

  static Stream<Counter> counters() {
    return Stream.of(new TimeloopCounter(), new PhysicalCounter());
  }

  private static ImmutableList<Layer> layers() {
    return ImmutableList.of(
        Edge3.conv("3x3 s2", 13, 7, 23, 3, 2),
        Edge3.grouped("depthwise", 12, 1, 1, 14, 3, 1),
        Edge3.gemm("odd", 97, 31, 77),
        Edge3.bmm("batched", 8, 64, 40, 96));
  }

  @ParameterizedTest
  @MethodSource("counters")
  void aStepTellsWhatAFullEvaluationDoes(Counter counter) {
    for (Layer layer : layers()) {
      List<Architecture> architectures = new ArrayList<>();
      architectures.add(Edge3.architecture());
      Target.of(Chips.of("edge-16tops"), layer)
          .forEach(target -> architectures.add(target.architecture()));
      for (Architecture architecture : architectures) {
        walk(counter, architecture, layer);
      }
    }
  }

  private static void walk(Counter counter, Architecture architecture, Layer layer) {
    Slots slots = new Slots(architecture, layer);
    Moves moves = new Moves(slots, new Xorshift(1), true);
    Evaluator stepwise = counter.evaluator(architecture, layer);
    Evaluator full = counter.evaluator(architecture, layer);
    // One loop per dim, longer than any on the walk.
    FlatMapping far = new FlatMapping(architecture, layer);
    for (int d : slots.looping) {
      far.factors[(slots.levels - 1) * slots.dims + d] = slots.bound[d] + 101;
    }
    FlatMapping now = new FlatMapping(architecture, layer);
    slots.close(now);
    FlatMapping next = new FlatMapping(architecture, layer);
    int valid = 0;
    for (int step = 0; step < STEPS; step++) {
      next.copyFrom(now);
      moves.change(next);
      full.evaluate(far);
      boolean fits = stepwise.evaluate(next);
      assertThat(full.evaluate(next)).isEqualTo(fits);
      if (fits) {
        valid++;
        assertSame(stepwise, full, architecture.levels().size(), layer.operands().size());
        now.copyFrom(next);
      }
    }
    assertThat(valid).isPositive();
  }

  private static void assertSame(Evaluator a, Evaluator b, int levels, int operands) {
    assertThat(a.energy()).isEqualTo(b.energy());
    assertThat(a.cycles()).isEqualTo(b.cycles());
    for (int l = 0; l < levels; l++) {
      assertThat(a.instances(l)).isEqualTo(b.instances(l));
      assertThat(a.portCycles(l)).isEqualTo(b.portCycles(l));
      for (int o = 0; o < operands; o++) {
        assertThat(a.reads(l, o)).isEqualTo(b.reads(l, o));
        assertThat(a.fills(l, o)).isEqualTo(b.fills(l, o));
        assertThat(a.updates(l, o)).isEqualTo(b.updates(l, o));
        assertThat(a.drains(l, o)).isEqualTo(b.drains(l, o));
        assertThat(a.tile(l, o)).isEqualTo(b.tile(l, o));
      }
    }
  }
}
