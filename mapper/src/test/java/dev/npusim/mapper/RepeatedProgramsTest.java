package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.npu.check.Checker;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Repetition;
import dev.npusim.npu.simulate.Simulator;
import dev.npusim.npu.simulate.Unrolled;
import org.junit.jupiter.api.Test;

/** Repetitions of programs that use their addresses again and again. */
class RepeatedProgramsTest {
  @Test
  void equalTheLongWayAndPassTheCheck() {
    for (String sram : new String[] {"32KiB", "2MiB"}) {
      Schedule schedule =
          Scheduler.schedule(
              TestModels.unet(8, 8, 2),
              Chips.of("edge-4tops", "sram.size=" + sram),
              Options.DEFAULT);
      Execution alone = schedule.execution();
      for (int count : new int[] {2, 3, 5}) {
        Repetition repeated = Repeater.repeat(alone, count);
        long unrolled = Simulator.cycles(alone.npu(), Unrolled.of(alone.program(), count));
        assertThat(repeated.cycles()).as("%s x %s", sram, count).isEqualTo(unrolled);
      }
      Repetition many = Repeater.repeat(alone, 100_000);
      assertThat(many.period()).isPositive();
      assertThat(Checker.check(schedule.model(), alone, many).violations()).isEmpty();
    }
  }
}
