package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.ProgramTiming;
import dev.npusim.npu.simulate.Simulator;
import dev.npusim.workloads.Workloads;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** One program on several DRAMs, against a run on each alone. */
class ProgramTimingTest {
  private final Npu npu = Npus.load("edge-4tops").npu();
  private final Program program =
      Scheduler.schedule(
              Workloads.load("mobilenet-v2", Map.of()).graph(),
              npu,
              Options.DEFAULT.withEffort(Effort.FAST))
          .execution()
          .program();

  @Test
  void everyDramTakesWhatItTakesAlone() {
    ProgramTiming timing = new ProgramTiming(npu, program);
    long before = Long.MAX_VALUE;
    for (String dram : List.of("6.4GB/s", "25.6GB/s", "102.4GB/s")) {
      Npu chip = Npus.load("edge-4tops", List.of("dram.bandwidth=" + dram)).npu();
      Execution alone = Simulator.run(chip, program);
      assertThat(timing.cycles(chip)).isEqualTo(alone.cycles()).isLessThan(before);
      Execution shared = timing.execution(chip);
      assertThat(shared.done()).isEqualTo(alone.done());
      assertThat(shared.layers()).isEqualTo(alone.layers());
      before = alone.cycles();
    }
  }

  @Test
  void otherChipsAreRefused() {
    Npu other = Npus.load("edge-4tops", List.of("array.rows=16")).npu();
    assertThatThrownBy(() -> new ProgramTiming(npu, program).cycles(other))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
