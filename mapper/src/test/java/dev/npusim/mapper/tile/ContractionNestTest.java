package dev.npusim.mapper.tile;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingCheck;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.npu.RunArchitecture;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ContractionNestTest {
  private static final Npu NPU = Chips.of("edge-4tops");

  /** A random contraction, and loops of the search's candidates that are a nest of it. */
  record Case(ContractionProblem problem, ContractionNest nest, ContractionLoops loops) {
    Mapping mapping() {
      return nest.mapping(loops).orElseThrow();
    }
  }

  static List<Case> cases() {
    Random random = new Random(5);
    List<Case> cases = new ArrayList<>();
    for (int i = 0; i < 40; i++) {
      ContractionProblem problem = problem(random);
      ContractionCandidates candidates = new ContractionCandidates(NPU, problem);
      List<ContractionCandidates.Tile> tiles = candidates.tiles();
      for (Dataflow dataflow : Dataflow.values()) {
        ContractionNest nest =
            new ContractionNest(
                NPU, problem.layer(), problem.panels(), problem.groups() > 1, dataflow);
        for (int j = 0; j < 4; j++) {
          ContractionCandidates.Tile tile = tiles.get(random.nextInt(tiles.size()));
          for (int block : candidates.blocks(tile.rows())) {
            ContractionLoops loops =
                new ContractionLoops(
                    dataflow,
                    tile.rows(),
                    tile.columns(),
                    tile.reduction(),
                    block,
                    random.nextBoolean());
            if (nest.mapping(loops).isPresent()) {
              cases.add(new Case(problem, nest, loops));
            }
          }
        }
      }
    }
    return cases;
  }

  private static ContractionProblem problem(Random random) {
    long m = 1 + random.nextInt(600);
    long n = 1 + random.nextInt(500);
    long k = 1 + random.nextInt(700);
    return switch (random.nextInt(4)) {
      case 0 -> matrix(m, n, k, 1, 1);
      case 1 -> matrix(m, n, k, 2, 1);
      case 2 -> matrix(m, n, k, 1, 2 + random.nextInt(3));
      default -> {
        int size = 2 + random.nextInt(20);
        int groups = random.nextBoolean() ? 1 : 1 << random.nextInt(4);
        yield convolution(
            size, 1 + random.nextInt(2), 3, groups, 1 + random.nextInt(60), 1 + random.nextInt(90));
      }
    };
  }

  static ContractionProblem matrix(long m, long n, long k, int panels, long batch) {
    Precision precision = new Precision(8, 8);
    Layer layer =
        batch == 1
            ? Layers.gemm("", m, n * panels, k, precision)
            : Layers.bmm("", batch, m, n * panels, k, precision);
    return new ContractionProblem(
        layer,
        m,
        n,
        panels,
        k,
        1,
        batch,
        1,
        m,
        0,
        k,
        8,
        WeightForm.plain(8, false),
        1,
        0,
        false,
        1,
        0,
        1,
        1,
        1);
  }

  /** Output of {@code size} x {@code size}, input large enough without padding. */
  static ContractionProblem convolution(
      int size, int stride, int kernel, int groups, int channels, int outputs) {
    long width = (size - 1L) * stride + kernel;
    LoopNest.Conv nest =
        new LoopNest.Conv(1, groups, outputs, channels, size, size, kernel, kernel);
    return new ContractionProblem(
        Layers.positions("", nest, (long) stride * stride, width, new Precision(8, 8)),
        (long) size * size,
        (long) outputs * groups,
        1,
        (long) channels * kernel * kernel,
        groups,
        1,
        size,
        width * width,
        Math.max(0, kernel - stride) * width,
        (long) channels * groups,
        8,
        WeightForm.plain(8, false),
        1,
        0,
        false,
        1,
        0,
        1,
        1,
        1);
  }

  @Test
  void everyKindOfNestIsAmongTheCases() {
    assertThat(cases()).hasSizeGreaterThan(800);
    assertThat(cases()).anyMatch(each -> each.loops().pinned());
    assertThat(cases()).anyMatch(each -> each.problem().groups() > 1);
    assertThat(cases()).anyMatch(each -> each.problem().panels() > 1);
    assertThat(cases()).anyMatch(each -> each.problem().batch() > 1);
    assertThat(cases())
        .anyMatch(
            each ->
                !each.loops().pinned()
                    && !each.loops().oneRowTile()
                    && each.loops().blockRows() < each.problem().m());
  }

  @Test
  void loopsToMappingAndBackAreTheSame() {
    for (Case each : cases()) {
      MappingCheck.check(each.nest().architecture(), each.problem().layer(), each.mapping());
      assertThat(each.nest().loops(each.mapping())).as("%s", each).contains(each.loops());
    }
  }

  @Test
  void anotherOrderOfLoopsIsNoNestOfAGroup() {
    int others = 0;
    for (Case each : cases()) {
      Mapping mapping = each.mapping();
      Mapping.AtLevel dram = mapping.levels().get(RunArchitecture.DRAM);
      if (dram.loops().size() > 1) {
        List<Mapping.AtLevel> levels = new ArrayList<>(mapping.levels());
        levels.set(
            RunArchitecture.DRAM,
            new Mapping.AtLevel(dram.level(), dram.keeps(), dram.loops().reverse()));
        Mapping other = new Mapping(ImmutableList.copyOf(levels), mapping.axes());
        assertThat(each.nest().loops(other)).as("%s", other).isEqualTo(Optional.empty());
        others++;
      }
    }
    assertThat(others).isPositive();
  }

  /**
   * DRAM traffic by hand: inputs and results once, weights once, or once per block where they do
   * not stay. Windows: a block's box of inputs begins where the last one ended but for the halo.
   */
  @Test
  void theCounterCountsTheTrafficOfTheLoops() {
    for (Case each : cases()) {
      ContractionProblem p = each.problem();
      ContractionLoops loops = each.loops();
      CostReport cost =
          new PhysicalCounter().cost(each.nest().architecture(), p.layer(), each.mapping());
      CostReport.AtLevel dram = cost.levels().get(RunArchitecture.DRAM);
      long blocks = (p.m() + loops.blockRows() - 1) / loops.blockRows();
      for (CostReport.OfOperand operand : dram.operands()) {
        switch (p.layer().operands().get(p.layer().operand(operand.operand(), "test")).role()) {
          case WEIGHTS ->
              assertThat(operand.reads())
                  .as("%s", each)
                  .isEqualTo(
                      p.batch() * p.k() * p.n() * p.panels() * (loops.pinned() ? 1 : blocks));
          case OUTPUTS ->
              assertThat(operand.updates()).isEqualTo(p.batch() * p.m() * p.n() * p.panels());
          case INPUTS ->
              assertThat(operand.reads())
                  .as("%s", each)
                  .isEqualTo(
                      p.layer()
                          .elements(
                              p.layer()
                                  .operands()
                                  .get(p.layer().operand(operand.operand(), "test"))));
        }
      }
    }
  }
}
