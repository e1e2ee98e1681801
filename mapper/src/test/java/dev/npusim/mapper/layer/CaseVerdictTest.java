package dev.npusim.mapper.layer;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.Maps;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Architectures;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.mapper.nest.timeloop.MappingCase;
import org.junit.jupiter.api.Test;

class CaseVerdictTest {
  private static final Layer CONV =
      Layers.convolution(
          "conv",
          new LoopNest.Conv(1, 1, 16, 8, 8, 8, 3, 3),
          Layers.Slide.UNIT,
          Layers.Slide.UNIT,
          Precision.W8A8);

  /** R then P innermost above the RF; S on an axis. */
  private static final String SLIPPING =
      """
      mapping:
        - {level: DRAM, keeps: [Weights, Inputs, Outputs], loops: [Q=8]}
        - {level: GLB, keeps: [Weights, Inputs, Outputs], loops: [C=8, R=3, P=8]}
        - {axis: SX, loops: [S=3]}
        - {level: RF, keeps: [Weights, Inputs, Outputs], loops: [K=16]}
      """;

  private static final String PLAIN = SLIPPING.replace("[C=8, R=3, P=8]", "[R=3, P=8, C=8]");

  private static CaseVerdict verdict(String mapping, Counter counter, double energy, long inputs) {
    Architecture edge3 = Architectures.edge3();
    Mapping read = MappingText.read(edge3, "test", mapping);
    CostReport truth = new TimeloopCounter().cost(edge3, CONV, read);
    ImmutableMap.Builder<String, ImmutableMap<String, MappingCase.Counts>> counts =
        ImmutableMap.builder();
    for (CostReport.AtLevel level : truth.levels()) {
      counts.put(
          level.level(),
          ImmutableMap.copyOf(
              Maps.transformValues(
                  Maps.uniqueIndex(level.operands(), CostReport.OfOperand::operand),
                  o ->
                      new MappingCase.Counts(
                          o.reads() / level.instances(),
                          o.fills() / level.instances()
                              - (level.level().equals("RF") && o.operand().equals("Inputs")
                                  ? inputs
                                  : 0),
                          o.updates() / level.instances()))));
    }
    MappingCase each =
        new MappingCase(
            "case",
            edge3,
            CONV,
            read,
            new MappingCase.Expected(
                truth.energy() * energy, truth.cycles(), counts.buildOrThrow()));
    return CaseVerdict.of(each, counter.cost(edge3, CONV, read));
  }

  @Test
  void equalResultsAgree() {
    assertThat(verdict(SLIPPING, new TimeloopCounter(), 1, 0)).isEqualTo(CaseVerdict.AGREES);
  }

  @Test
  void theKnownSlipIsNamedOnlyWhereItCanOccur() {
    assertThat(verdict(SLIPPING, new TimeloopCounter(), 0.996, 24)).isEqualTo(CaseVerdict.KNOWN);
    assertThat(verdict(PLAIN, new TimeloopCounter(), 0.996, 24)).isEqualTo(CaseVerdict.DIFFERS);
  }

  @Test
  void moreThanTheKnownShareDiffers() {
    assertThat(verdict(SLIPPING, new TimeloopCounter(), 0.99, 24)).isEqualTo(CaseVerdict.DIFFERS);
    assertThat(verdict(PLAIN, new TimeloopCounter(), 1.001, 0)).isEqualTo(CaseVerdict.DIFFERS);
  }

  @Test
  void anotherConventionIsNotCompared() {
    assertThat(verdict(PLAIN, new PhysicalCounter(), 1, 0)).isEqualTo(CaseVerdict.NOT_COMPARED);
  }
}
