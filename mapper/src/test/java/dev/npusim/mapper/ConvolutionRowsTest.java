package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.npu.NpuArchitecture;
import dev.npusim.npu.check.CheckResult;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.simulate.Execution;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Arrays with channels along the rows and kernel positions in time. */
class ConvolutionRowsTest {
  static List<Graph> models() {
    return List.of(TestModels.unet(16, 20, 2), TestModels.mobile(), TestModels.grouped());
  }

  private static Npu chip(String rows) {
    return Chips.of("edge-4tops", "array.convolution=" + rows, "array.dataflow=weight_stationary");
  }

  /** The checker works the durations out for itself. */
  @ParameterizedTest
  @MethodSource("models")
  void schedulesPassTheChecker(Graph model) {
    Execution execution = Scheduler.schedule(model, chip("channels"), Options.DEFAULT).execution();
    CheckResult check = Checker.check(model, execution);
    assertThat(check.violations()).isEmpty();
    Execution flat = Scheduler.schedule(model, chip("im2col"), Options.DEFAULT).execution();
    assertThat(execution.arrayBusyCycles()).isGreaterThan(flat.arrayBusyCycles());
  }

  /** Only channels may lie along the rows where K does. */
  @Test
  void kernelDimsLoopOverTime() {
    Layer layer =
        Layers.convolution(
            "conv",
            new LoopNest.Conv(1, 1, 64, 32, 28, 28, 3, 3),
            new Layers.Slide(1, 1),
            new Layers.Slide(1, 1),
            Precision.W8A8);
    assertThat(rows(chip("im2col"), layer, Dataflow.WEIGHT_STATIONARY))
        .containsExactlyInAnyOrder("C", "R", "S");
    assertThat(rows(chip("channels"), layer, Dataflow.WEIGHT_STATIONARY)).containsExactly("C");
    assertThat(rows(chip("channels"), layer, Dataflow.INPUT_STATIONARY)).containsExactly("C");
    assertThat(rows(chip("channels"), layer, Dataflow.OUTPUT_STATIONARY))
        .isEqualTo(rows(chip("im2col"), layer, Dataflow.OUTPUT_STATIONARY));
    assertThat(
            NpuArchitecture.of(chip("channels"), layer, Dataflow.WEIGHT_STATIONARY).assumptions())
        .anyMatch(line -> line.startsWith("kernel positions R, S follow each other"));
  }

  private static Iterable<String> rows(Npu npu, Layer layer, Dataflow dataflow) {
    return NpuArchitecture.of(npu, layer, dataflow).architecture().axes().stream()
        .filter(axis -> axis.name().equals("rows"))
        .findFirst()
        .orElseThrow()
        .dims();
  }
}
