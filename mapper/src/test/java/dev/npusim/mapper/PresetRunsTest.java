package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every preset runs small models without a violation, or says what does not fit. */
class PresetRunsTest {
  private static final Options OPTIONS =
      new Options(Precision.W8A8, Goal.LATENCY, Effort.FAST, Options.Skips.AUTO, 0);

  static List<String> names() {
    return Npus.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void runsASmallModel(String name) {
    runs(name, TestModels.grouped());
  }

  @ParameterizedTest
  @MethodSource("names")
  void runsAModelWithLargerImagesOrSaysHowMuchSramWouldDo(String name) {
    long sram = Npus.load(name).npu().sram().sizeBytes();
    if (sram > 128 << 10) {
      runs(name, TestModels.mobile());
    } else {
      // Tile by tile it does fit some of them.
      Options layerByLayer =
          OPTIONS.withFusion(new FusionChoice(FusionChoice.Mode.NONE, Optional.empty()));
      assertThatThrownBy(
              () -> Scheduler.schedule(TestModels.mobile(), Npus.load(name).npu(), layerByLayer))
          .isInstanceOf(InfeasibleException.class)
          .hasMessageContaining("layer ")
          .hasMessageContaining(String.format(Locale.ROOT, "there are %,d", sram))
          .hasMessageContaining("the smallest SRAM that would do");
    }
  }

  private static void runs(String name, Graph model) {
    Npu npu = Npus.load(name).npu();
    Schedule schedule = Scheduler.schedule(model, npu, OPTIONS);
    assertThat(Checker.check(schedule.model(), schedule.execution()).violations()).isEmpty();
    assertThat(schedule.execution().macs()).isEqualTo(model.macs());
    assertThat(schedule.execution().energy().total()).isPositive();
  }
}
