package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import com.sun.management.ThreadMXBean;
import dev.npusim.mapper.bench.Repetition;
import dev.npusim.mapper.bench.Throughput;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.Evaluator;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.timeloop.MappingCase;
import dev.npusim.mapper.nest.timeloop.MappingCases;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The path that a search takes. */
class EvaluatorTest {
  private static final int EVALUATIONS = 20_000;

  /** What class loading and the measurement itself may allocate. */
  private static final long TOLERATED_BYTES = 64 << 10;

  static Stream<Counter> counters() {
    return Stream.of(new TimeloopCounter(), new PhysicalCounter());
  }

  private static ImmutableList<MappingCase> cases() throws IOException {
    String file = "edge3_mappings.json";
    return MappingCases.read(
        file,
        Resources.toString(
            Resources.getResource(EvaluatorTest.class, file), StandardCharsets.UTF_8));
  }

  @ParameterizedTest
  @MethodSource("counters")
  void allocatesNothingPerEvaluation(Counter counter) throws IOException {
    ThreadMXBean thread = (ThreadMXBean) ManagementFactory.getThreadMXBean();
    long id = Thread.currentThread().getId();
    for (MappingCase each : cases().subList(0, 1)) {
      Evaluator evaluator = counter.evaluator(each.architecture(), each.layer());
      FlatMapping mapping = FlatMapping.of(each.architecture(), each.layer(), each.mapping());
      assertThat(evaluator.evaluate(mapping)).isTrue();
      double sum = 0;
      long before = thread.getThreadAllocatedBytes(id);
      for (int i = 0; i < EVALUATIONS; i++) {
        evaluator.evaluate(mapping);
        sum += evaluator.edp();
      }
      assertThat(thread.getThreadAllocatedBytes(id) - before).isLessThan(TOLERATED_BYTES);
      assertThat(sum).isPositive();
    }
  }

  @ParameterizedTest
  @MethodSource("counters")
  void oneEvaluatorForManyMappingsTellsWhatFreshOnesDo(Counter counter) throws IOException {
    for (MappingCase each : cases()) {
      Evaluator evaluator = counter.evaluator(each.architecture(), each.layer());
      for (MappingCase other : cases()) {
        if (other.layer().equals(each.layer())) {
          evaluator.evaluate(FlatMapping.of(other.architecture(), other.layer(), other.mapping()));
        }
      }
      FlatMapping flat = FlatMapping.of(each.architecture(), each.layer(), each.mapping());
      assertThat(evaluator.evaluate(flat)).isTrue();
      double energy = counter.cost(each.architecture(), each.layer(), each.mapping()).energy();
      assertThat(evaluator.energy()).isEqualTo(energy);
      assertThat(FlatMapping.of(each.architecture(), each.layer(), flat.toMapping()).factors)
          .isEqualTo(flat.factors);
    }
  }

  /** What annealing drops a mapping by before it is counted. */
  @ParameterizedTest
  @MethodSource("counters")
  void whatFitsTakesAtLeastWhatItsMacUnitsDo(Counter counter) throws IOException {
    for (MappingCase each : cases()) {
      Evaluator evaluator = counter.evaluator(each.architecture(), each.layer());
      FlatMapping flat = FlatMapping.of(each.architecture(), each.layer(), each.mapping());
      assertThat(evaluator.fits(flat)).isTrue();
      long cycles = evaluator.computeCycles();
      double energy = evaluator.macEnergy();
      evaluator.count();
      assertThat(evaluator.cycles()).isGreaterThanOrEqualTo(cycles);
      assertThat(evaluator.energy()).isGreaterThanOrEqualTo(energy);
      assertThat(evaluator.computeCycles()).isEqualTo(cycles);
    }
  }

  @ParameterizedTest
  @MethodSource("counters")
  void throughputIsMeasured(Counter counter) throws IOException {
    MappingCase each = cases().get(0);
    Throughput result =
        Throughput.measure(
            counter,
            ImmutableList.of(FlatMapping.of(each.architecture(), each.layer(), each.mapping())),
            new Repetition(1, 3, 0.002));
    assertThat(result.evaluationsPerSecond()).isBetween(result.lowest(), result.highest());
    assertThat(result.lowest()).isPositive();
    assertThat(result.bytesPerEvaluation()).isLessThan(1);
  }
}
