package dev.npusim.mapper.nest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What must hold for every mapping, on random nests. */
class CounterPropertiesTest {
  private static final int NESTS = 400;
  private static final double EXACT = 1e-9;

  static Stream<Counter> counters() {
    return Stream.of(new TimeloopCounter(), new PhysicalCounter());
  }

  private interface Check {
    void accept(RandomNests.Case each, CostReport report);
  }

  private static void forAll(Counter counter, Check check) {
    for (int seed = 50_000; seed < 50_000 + NESTS; seed++) {
      RandomNests.Case each = new RandomNests(seed).next();
      check.accept(each, counter.cost(each.architecture(), each.layer(), each.mapping()));
    }
  }

  @ParameterizedTest
  @MethodSource("counters")
  void energyAddsUpOverLevels(Counter counter) {
    forAll(
        counter,
        (each, report) -> {
          double sum = report.macEnergy();
          for (int l = 0; l < report.levels().size(); l++) {
            MemoryLevel level = each.architecture().levels().get(l);
            for (CostReport.OfOperand operand : report.levels().get(l).operands()) {
              sum +=
                  operand.reads() * level.readEnergy()
                      + (operand.fills() + operand.updates()) * level.writeEnergy();
            }
          }
          assertThat(report.energy()).isCloseTo(sum, within(EXACT * sum));
        });
  }

  @ParameterizedTest
  @MethodSource("counters")
  void everyTensorCrossesItsOutermostLevelAtLeastOnceAndNoAccessExceedsTheMacs(Counter counter) {
    forAll(
        counter,
        (each, report) -> {
          CostReport.AtLevel outermost = report.levels().get(report.levels().size() - 1);
          for (CostReport.OfOperand operand : outermost.operands()) {
            Operand tensor =
                each.layer().operands().get(each.layer().operand(operand.operand(), "test"));
            long traffic = tensor.isWritten() ? operand.updates() : operand.reads();
            assertThat(traffic).isGreaterThanOrEqualTo(touched(each.layer(), tensor));
          }
          for (CostReport.AtLevel level : report.levels()) {
            for (CostReport.OfOperand operand : level.operands()) {
              assertThat(operand.updates()).isBetween(0L, report.macs());
              assertThat(operand.fills()).isGreaterThanOrEqualTo(0);
              assertThat(operand.temporalReductions()).isBetween(0L, report.macs());
              assertThat(operand.drains()).isBetween(0L, report.macs());
              assertThat(operand.reads() - operand.drains()).isGreaterThanOrEqualTo(0);
            }
          }
        });
  }

  /**
   * Elements that some MAC reads. Only boxes without gaps have that many: with strides, boxes are
   * larger, and fetching box by box can leave out gaps that the whole tensor's box includes.
   */
  private static long touched(Layer layer, Operand operand) {
    long elements = 1;
    for (Coordinate coordinate : operand.coordinates()) {
      java.util.Set<Long> positions = new java.util.HashSet<>();
      Coordinate.Term a = coordinate.terms().get(0);
      for (long i = 0; i < layer.dims().get(a.dim()).bound(); i++) {
        if (coordinate.terms().size() == 1) {
          positions.add(a.coefficient() * i);
          continue;
        }
        Coordinate.Term b = coordinate.terms().get(1);
        for (long j = 0; j < layer.dims().get(b.dim()).bound(); j++) {
          positions.add(a.coefficient() * i + b.coefficient() * j);
        }
      }
      elements *= positions.size();
    }
    return elements;
  }

  @ParameterizedTest
  @MethodSource("counters")
  void latencyIsNeverBelowAnyPortNorTheMacs(Counter counter) {
    forAll(
        counter,
        (each, report) -> {
          assertThat((double) report.cycles())
              .isGreaterThanOrEqualTo(
                  report.macs() / each.architecture().peakMacsPerCycle() * (1 - EXACT));
          for (int l = 0; l < report.levels().size(); l++) {
            MemoryLevel level = each.architecture().levels().get(l);
            double in = 0;
            double out = 0;
            for (CostReport.OfOperand operand : report.levels().get(l).operands()) {
              out += operand.reads();
              in += operand.fills() + operand.updates();
            }
            double instances = report.levels().get(l).instances();
            double least =
                Math.max(
                    Math.max(out / level.readBandwidth(), in / level.writeBandwidth()),
                    (in + out) / level.sharedBandwidth());
            assertThat((double) report.cycles())
                .isGreaterThanOrEqualTo(least / instances * (1 - EXACT));
          }
        });
  }

  @ParameterizedTest
  @MethodSource("counters")
  void scalingAllEnergiesScalesTheResultAndNothingElse(Counter counter) {
    forAll(
        counter,
        (each, report) -> {
          Architecture scaled =
              changed(
                  each.architecture(),
                  level -> withEnergies(level, 3 * level.readEnergy(), 3 * level.writeEnergy()),
                  3);
          CostReport other = counter.cost(scaled, each.layer(), each.mapping());
          assertThat(other.energy())
              .isCloseTo(3 * report.energy(), within(EXACT * report.energy()));
          assertThat(other.cycles()).isEqualTo(report.cycles());
        });
  }

  @ParameterizedTest
  @MethodSource("counters")
  void moreBandwidthNeverSlowsAMapping(Counter counter) {
    forAll(
        counter,
        (each, report) -> {
          Architecture faster =
              changed(each.architecture(), CounterPropertiesTest::withTwiceTheBandwidth, 1);
          CostReport other = counter.cost(faster, each.layer(), each.mapping());
          assertThat(other.cycles()).isLessThanOrEqualTo(report.cycles());
          assertThat(other.energy()).isEqualTo(report.energy());
        });
  }

  private static Architecture changed(
      Architecture architecture, UnaryOperator<MemoryLevel> change, double macs) {
    return new Architecture(
        architecture.name(),
        new Compute(
            architecture.compute().macsPerCycle(), macs * architecture.compute().energyPerMac()),
        architecture.levels().stream().map(change).collect(ImmutableList.toImmutableList()),
        architecture.axes(),
        architecture.energyUnit());
  }

  private static MemoryLevel withEnergies(MemoryLevel level, double read, double write) {
    return new MemoryLevel(
        level.name(),
        level.holds(),
        level.unit(),
        level.capacity(),
        level.partitions(),
        level.readBandwidth(),
        level.writeBandwidth(),
        level.sharedBandwidth(),
        level.doubleBuffered(),
        read,
        write);
  }

  private static MemoryLevel withTwiceTheBandwidth(MemoryLevel level) {
    return new MemoryLevel(
        level.name(),
        level.holds(),
        level.unit(),
        level.capacity(),
        level.partitions(),
        2 * level.readBandwidth(),
        2 * level.writeBandwidth(),
        2 * level.sharedBandwidth(),
        level.doubleBuffered(),
        level.readEnergy(),
        level.writeEnergy());
  }
}
