package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.search.Effort;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class SpillFreeTest {
  private static final Graph UNET = TestModels.unet(16, 32, 1);
  private static final Options FAST = Options.DEFAULT.withEffort(Effort.FAST).withGoal(Goal.DRAM);

  private static boolean spillsNothing(long bytes) {
    try {
      return Scheduler.schedule(UNET, Chips.withSram(bytes >> 10), FAST).published().spillBytes()
          == 0;
    } catch (InfeasibleException tooSmall) {
      return false;
    }
  }

  /** Every size that was asked about is scheduled once more. */
  @Test
  void nothingSpillsFromThereOn() {
    Map<Long, Boolean> asked = new HashMap<>();
    OptionalLong found =
        SpillFree.sramBytes(
            Scheduler.create(),
            UNET,
            Options.DEFAULT,
            bytes -> {
              asked.put(bytes, spillsNothing(bytes));
              return Chips.withSram(bytes >> 10);
            },
            () -> false);
    long free = found.orElseThrow();
    assertThat(asked).containsEntry(free, true);
    // The largest size below that was asked about spills, and is at most a sixteenth away.
    long below =
        asked.keySet().stream()
            .filter(bytes -> bytes < free)
            .mapToLong(Long::longValue)
            .max()
            .orElseThrow();
    assertThat(asked).containsEntry(below, false);
    assertThat(free - below).isBetween(1L, Math.max(1024, Long.highestOneBit(2 * free - 1) / 16));
  }

  @Test
  void stoppedItHasFoundNothing() {
    assertThat(
            SpillFree.sramBytes(
                Scheduler.create(),
                UNET,
                Options.DEFAULT,
                bytes -> Chips.withSram(bytes >> 10),
                () -> true))
        .isEmpty();
  }
}
