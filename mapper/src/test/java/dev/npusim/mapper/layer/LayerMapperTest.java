package dev.npusim.mapper.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Precision;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.Objective;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import org.junit.jupiter.api.Test;

class LayerMapperTest {
  private static final Layer GEMM = Layers.gemm("gemm", 64, 96, 80, Precision.W8A8);
  private static final Npu NPU = Npus.load("edge-4tops").npu();

  private static LayerMapper mapper(Objective objective) {
    return new LayerMapper(Target.of(NPU, GEMM), GEMM, new PhysicalCounter(), objective);
  }

  private static MappedLayer search(LayerMapper mapper) {
    return mapper.search(new MappingCache(Effort.FAST, 1), () -> false);
  }

  @Test
  void theBestDataflowWins() {
    for (Objective objective : Objective.values()) {
      double lowest = Double.POSITIVE_INFINITY;
      long evaluated = 0;
      for (Target target : Target.of(NPU, GEMM)) {
        MappedLayer.Searched one =
            search(
                    new LayerMapper(
                        Target.of(target.architecture()), GEMM, new PhysicalCounter(), objective))
                .searched()
                .orElseThrow();
        lowest = Math.min(lowest, one.cost());
        evaluated += one.evaluated();
      }
      MappedLayer best = search(mapper(objective));
      MappedLayer.Searched searched = best.searched().orElseThrow();
      // Each dataflow in full is more work, and hardly better.
      assertThat(searched.cost()).isLessThanOrEqualTo(1.02 * lowest);
      assertThat(searched.evaluated()).isLessThan(evaluated / 2);
      assertThat(searched.lowerBound())
          .isPositive()
          .isLessThanOrEqualTo(Math.min(lowest, searched.cost()));
      assertThat(objective.cost(best.cost().energy(), best.cost().cycles()))
          .isEqualTo(searched.cost());
    }
  }

  @Test
  void aMappingIsPricedInItsOwnDataflow() {
    for (Target target : Target.of(NPU, GEMM)) {
      MappedLayer found =
          search(
              new LayerMapper(
                  Target.of(target.architecture()),
                  GEMM,
                  new PhysicalCounter(),
                  Objective.LATENCY));
      String text = MappingText.write(target.architecture(), found.mapping());
      Mapping read = MappingText.read(target.architecture(), "saved", text);
      MappedLayer priced = mapper(Objective.LATENCY).price(read);
      assertThat(priced.cost().cycles()).isLessThanOrEqualTo(found.cost().cycles());
      assertThat(priced.target().architecture().levels().get(0).holds())
          .isEqualTo(target.architecture().levels().get(0).holds());
    }
  }

  @Test
  void aWrongMappingIsToldForTheDataflowItMeans() {
    Mapping mapping =
        MappingText.read(
            Target.of(NPU, GEMM).get(0).architecture(),
            "wrong.yaml",
            """
            mapping:
              - {level: dram, keeps: [A, B, Z], loops: [M=64]}
              - {level: sram, keeps: [A, B, Z]}
              - {axis: rows, loops: [N=96]}
              - {level: pe, keeps: [A], loops: [K=80]}
            """);
    assertThatThrownBy(() -> mapper(Objective.LATENCY).price(mapping))
        .isInstanceOf(MappingException.class)
        .hasMessageContaining("loop N=96 on axis rows")
        .hasMessageContaining("K");
  }

  @Test
  void whatFitsNowhereIsInfeasible() {
    LayerMapper tight =
        new LayerMapper(
            Target.of(
                ArchitectureYaml.read(
                    "tight.yaml",
                    """
                    name: tight
                    compute: {energy: 1}
                    levels:
                      - {name: only, capacity: 10, energy: 1}
                    """)),
            GEMM,
            new PhysicalCounter(),
            Objective.LATENCY);
    assertThatThrownBy(() -> search(tight))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("gemm on tight");
  }
}
