package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.npu.RunArchitecture;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Traffic;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * The nest that a run publishes, counted by the physical counter, moves what the simulator saw
 * move: models of one layer, where everything begins and ends in DRAM.
 */
class RunNestTest {
  private static final Precision PRECISION = new Precision(8, 8);

  private static CostReport.AtLevel published(Schedule schedule, Npu npu, Layer layer) {
    LayerMapping mapping = schedule.mappings().get(0);
    LayerNest nest = mapping.nest().orElseThrow();
    assertThat(nest.error()).isEmpty();
    assertThat(nest.points()).isEqualTo(schedule.execution().macs());
    Architecture architecture =
        RunArchitecture.of(npu, layer, Objects.requireNonNull(mapping.dataflow()));
    return new PhysicalCounter()
        .cost(architecture, layer, mapping(nest))
        .levels()
        .get(RunArchitecture.DRAM);
  }

  private static Mapping mapping(LayerNest nest) {
    List<Mapping.AtLevel> levels = new ArrayList<>();
    List<Mapping.OnAxis> axes = new ArrayList<>();
    for (LayerNest.Part part : nest.parts().reverse()) {
      if (part.isAxis()) {
        axes.add(new Mapping.OnAxis(part.name(), part.loops()));
      } else {
        levels.add(new Mapping.AtLevel(part.name(), part.keeps(), part.loops()));
      }
    }
    return new Mapping(ImmutableList.copyOf(levels), ImmutableList.copyOf(axes));
  }

  private static Schedule schedule(Graph graph, Npu npu) {
    return Scheduler.schedule(
        graph, npu, new Options(PRECISION, Goal.LATENCY, Effort.FAST, Options.Skips.AUTO, 0));
  }

  private static long bytes(Schedule schedule, Traffic traffic) {
    return schedule.execution().dramBytes().getOrDefault(traffic, 0L);
  }

  @Test
  void matrixProductsMoveWhatTheirNestsSay() {
    Random random = new Random(3);
    int again = 0;
    for (int i = 0; i < 25; i++) {
      long m = 1 + random.nextInt(900);
      long n = 8 + random.nextInt(1500);
      long k = 8 + random.nextInt(1500);
      Npu npu = Chips.withSram(128L << random.nextInt(3));
      TestModels.Net net = new TestModels.Net("one");
      net.graph.output(net.linear("layer", net.graph.input("x", TensorType.rowMajor(m, k)), n));
      Schedule schedule = schedule(net.graph.build(), npu);
      CostReport.AtLevel dram = published(schedule, npu, Layers.gemm("layer", m, n, k, PRECISION));
      String as = m + " x " + n + " x " + k + ": " + schedule.mappings().get(0);
      assertThat(bytes(schedule, Traffic.INPUTS)).as(as).isEqualTo(dram.operands().get(0).reads());
      assertThat(bytes(schedule, Traffic.WEIGHTS)).as(as).isEqualTo(dram.operands().get(1).reads());
      assertThat(bytes(schedule, Traffic.OUTPUTS))
          .as(as)
          .isEqualTo(dram.operands().get(2).updates());
      again += bytes(schedule, Traffic.WEIGHTS) > n * k ? 1 : 0;
    }
    assertThat(again).as("runs in which weights pass more than once").isPositive();
  }

  /**
   * The inputs of a nest are the box of flattened positions that its windows span. It begins in the
   * padding and ends there: up to a kernel's reach of image rows more or less than the tensor has.
   */
  @Test
  void convolutionsMoveWhatTheirNestsSay() {
    Random random = new Random(4);
    for (int i = 0; i < 25; i++) {
      int size = 4 + random.nextInt(40);
      int stride = 1 + random.nextInt(2);
      int kernel = 2 * random.nextInt(3) + 3;
      int groups = 1 << random.nextInt(2);
      int channels = groups * (2 + random.nextInt(70));
      int outputs = groups * (1 + random.nextInt(150));
      Npu npu = Chips.withSram(512L << random.nextInt(2));
      TestModels.Net net = new TestModels.Net("one");
      net.graph.output(
          net.conv(
              "layer",
              net.graph.input("x", TensorType.image(1, channels, size, size)),
              outputs,
              kernel,
              stride,
              groups));
      Schedule schedule = schedule(net.graph.build(), npu);
      int made = (size - 1) / stride + 1;
      LoopNest.Conv nest =
          new LoopNest.Conv(
              1, groups, outputs / groups, channels / groups, made, made, kernel, kernel);
      Layer layer = Layers.positions("layer", nest, (long) stride * stride, size, PRECISION);
      CostReport.AtLevel dram = published(schedule, npu, layer);
      String as = layer.dims() + ": " + schedule.mappings().get(0);
      assertThat(bytes(schedule, Traffic.WEIGHTS))
          .as(as)
          .isEqualTo(dram.operands().get(0).reads() + outputs);
      assertThat(bytes(schedule, Traffic.OUTPUTS))
          .as(as)
          .isEqualTo(dram.operands().get(2).updates());
      double rows = (double) kernel * size * channels + stride * size * channels;
      assertThat((double) bytes(schedule, Traffic.INPUTS))
          .as(as)
          .isCloseTo(dram.operands().get(1).reads(), within(rows));
    }
  }
}
