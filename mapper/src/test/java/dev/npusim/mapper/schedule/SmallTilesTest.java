package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.ir.Graph;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class SmallTilesTest {
  private static final Options FAST = Options.DEFAULT.withEffort(Effort.FAST);

  /** Rows of 512 positions and 64 channels: a kernel of 5 rows needs 160 KiB of them. */
  private static Graph wide() {
    TestModels.Net net = new TestModels.Net("wide");
    Value x = net.graph.input("x", TensorType.image(1, 4, 16, 512));
    x = net.conv("a", x, 64, 3, 1, 1);
    x = net.conv("b", x, 64, 5, 1, 64);
    net.graph.output(net.conv("c", x, 8, 5, 1, 1));
    return net.graph.build();
  }

  @Test
  void fitsInTilesWhereNoLayerDoes() {
    Npu npu = Chips.withSram(64);
    FusionChoice none = new FusionChoice(FusionChoice.Mode.NONE, Optional.empty());
    assertThatThrownBy(() -> Scheduler.schedule(wide(), npu, FAST.withFusion(none)))
        .isInstanceOf(InfeasibleException.class);
    Schedule schedule = Scheduler.schedule(wide(), npu, FAST);
    assertThat(schedule.published().strategy()).isEqualTo("small-tiles");
    assertThat(schedule.execution().peakSramBytes()).isLessThanOrEqualTo(64 << 10);
    assertThat(schedule.fusedGroups()).isNotEmpty();
    assertThat(Checker.check(wide(), schedule.execution()).violations()).isEmpty();
    assertThat(schedule.execution().cycles()).isGreaterThanOrEqualTo(schedule.bounds().cycles());
  }

  /** Where something fits, nobody asks for tiles. */
  @Test
  void staysSilentOtherwise() {
    Schedule schedule = Scheduler.schedule(wide(), Chips.withSram(4096), FAST);
    assertThat(schedule.candidates())
        .extracting(Schedule.Candidate::strategy)
        .doesNotContain("small-tiles");
  }

  @Test
  void whatFitsInNoTilesIsStillAnError() {
    assertThatThrownBy(() -> Scheduler.schedule(wide(), Chips.withSram(4), FAST))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("layer ");
  }
}
