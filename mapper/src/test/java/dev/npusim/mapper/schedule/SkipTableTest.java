package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.workloads.Workloads;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SkipTableTest {
  /**
   * What is said to go to DRAM went there: in whole tensors, tiles, and rows that are dead early.
   */
  @ParameterizedTest
  @CsvSource({
    "depthwise-unet, edge-64tops, 8MiB",
    "depthwise-unet, edge-16tops, 4MiB",
    "mobilenet-v2, edge-4tops, 512KiB",
    "resnet-50, edge-4tops, 1MiB"
  })
  void noMoreIsSaidToBeSpilledThanIsWritten(String name, String chip, String sram) {
    Graph model = Workloads.load(name, Map.of()).graph();
    Npu npu = Chips.of(chip, "sram.size=" + sram);
    Schedule schedule = Scheduler.schedule(model, npu, Options.DEFAULT.withEffort(Effort.FAST));
    Map<String, Long> spilled = new HashMap<>();
    for (TensorDecision row : schedule.tensors()) {
      assertThat(row.keptBytes() + row.spilledBytes() + row.recomputedBytes() + row.fusedBytes())
          .as(row.name())
          .isEqualTo(row.bytes());
      spilled.merge(row.name(), row.spilledBytes(), Math::max);
    }
    assertThat(spilled.values().stream().mapToLong(Long::longValue).sum())
        .isLessThanOrEqualTo(schedule.execution().dramWriteBytes());
  }
}
