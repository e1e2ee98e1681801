package dev.npusim.mapper.layer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
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

  /** A product with little to choose, a row, and convolutions that fill the array or do not. */
  private static final ImmutableList<Layer> SUITE =
      ImmutableList.of(
          GEMM,
          Layers.gemm("row", 1, 1000, 2048, Precision.W8A8),
          Layers.gemm("tokens", 77, 320, 768, Precision.W8A8),
          conv("deep", 320, 320, 64, 3),
          conv("narrow", 4, 320, 64, 3),
          conv("points", 512, 1024, 14, 1));

  private static Layer conv(String name, long out, long in, long side, long kernel) {
    return Layers.convolution(
        name,
        new LoopNest.Conv(1, 1, out, in, side, side, kernel, kernel),
        new Layers.Slide(1, 1),
        new Layers.Slide(1, 1),
        Precision.W8A8);
  }

  private static LayerMapper mapper(Objective objective) {
    return new LayerMapper(Target.of(NPU, GEMM), GEMM, new PhysicalCounter(), objective);
  }

  private static MappedLayer search(LayerMapper mapper) {
    return mapper.search(new MappingCache(Effort.FAST, 1), () -> false);
  }

  /**
   * One row times 2,048,000 weights, each read once over a bus of 46.08 B per cycle: at least
   * 44,445 cycles, while the SRAM's port has 256 B per cycle. The bus is what limits it.
   */
  @Test
  void theLimitIsThePortThatTakesTheTime() {
    Layer row = Layers.gemm("fc", 1, 1000, 2048, Precision.W8A8);
    Npu npu = Npus.load("edge-16tops").npu();
    MappedLayer mapped =
        search(new LayerMapper(Target.of(npu, row), row, new PhysicalCounter(), Objective.LATENCY));
    assertThat(mapped.cost().cycles()).isBetween(44_445L, 47_000L);
    assertThat(mapped.cost().limit()).isEqualTo("dram");
  }

  @Test
  void rowsThatAStrideSkipsDoNotTravel() {
    Layer strided =
        Layers.convolution(
            "s",
            new LoopNest.Conv(1, 1, 32, 16, 14, 14, 1, 1),
            new Layers.Slide(2, 1),
            new Layers.Slide(2, 1),
            Precision.W8A8);
    // The same product without a window: its counts are known to be those of 196 rows of 16.
    Layer product = Layers.gemm("g", 14 * 14, 32, 16, Precision.W8A8);
    double expected =
        search(
                new LayerMapper(
                    Target.of(NPU, product), product, new PhysicalCounter(), Objective.ENERGY))
            .cost()
            .energy();
    MappedLayer mapped =
        search(
            new LayerMapper(
                Target.of(NPU, strided), strided, new PhysicalCounter(), Objective.ENERGY));
    assertThat(mapped.layer().elements(mapped.layer().operands().get(1))).isEqualTo(196 * 16);
    assertThat(mapped.cost().energy()).isBetween(0.99 * expected, 1.05 * expected);
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
              - {level: accumulator, keeps: [Z]}
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

  /** Of several dataflows, and of one alone, which has a search of its own. */
  @Test
  void moreEffortNeverFindsLess() {
    for (Layer layer : SUITE) {
      for (Objective objective : Objective.values()) {
        ImmutableList<Target> targets = Target.of(NPU, layer);
        for (ImmutableList<Target> some : ImmutableList.of(targets, targets.subList(0, 1))) {
          LayerMapper mapper = new LayerMapper(some, layer, new PhysicalCounter(), objective);
          MappedLayer.Searched fast = searched(mapper, Effort.FAST);
          MappedLayer.Searched normal = searched(mapper, Effort.NORMAL);
          assertThat(normal.cost())
              .as("%s for %s", layer.name(), objective)
              .isLessThanOrEqualTo(fast.cost());
          assertThat(normal.lowerBound()).isGreaterThanOrEqualTo((1 - 1e-8) * fast.lowerBound());
        }
      }
    }
  }

  private static MappedLayer.Searched searched(LayerMapper mapper, Effort effort) {
    return searched(mapper, new MappingCache(effort, 3));
  }

  @Test
  void theFrontHasTheBestForEachObjective() {
    for (Layer layer : SUITE) {
      MappingCache cache = new MappingCache(Effort.FAST, 1);
      MappedFront front =
          new LayerMapper(Target.of(NPU, layer), layer, new PhysicalCounter(), Objective.EDP)
              .front(cache, () -> false);
      for (Objective objective : Objective.values()) {
        LayerMapper single =
            new LayerMapper(Target.of(NPU, layer), layer, new PhysicalCounter(), objective);
        double least =
            front.points().stream()
                .mapToDouble(
                    point -> objective.cost(point.point().energy(), point.point().cycles()))
                .min()
                .orElseThrow();
        assertThat(least)
            .as("%s for %s", layer.name(), objective)
            .isLessThanOrEqualTo(searched(single, cache).cost());
      }
    }
  }

  private static MappedLayer.Searched searched(LayerMapper mapper, MappingCache cache) {
    return mapper.search(cache, () -> false).searched().orElseThrow();
  }
}
