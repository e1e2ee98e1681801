package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.schedule.ScheduleCache;
import dev.npusim.mapper.schedule.ScheduleProblem;
import dev.npusim.mapper.schedule.SharedPrograms;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.ForkJoinPool;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * More SRAM or bandwidth never costs latency, for memories of odd sizes too, as far as
 * docs/schedule.md promises: the smaller memory has 2^k or, from 1 MiB on, 3 * 2^k bytes. Schedules
 * of unrelated searches are compared, without looking at what was tried.
 */
class MonotonyTest {
  private static final List<String> BANDWIDTHS = List.of("6.4", "25.6");

  private static Npu chip(String name, long bytes, String bandwidth) {
    return Chips.of(name, "sram.size=" + bytes + "B", "dram.bandwidth=" + bandwidth + "GB/s");
  }

  private static boolean isRung(long bytes) {
    long lowest = Long.lowestOneBit(bytes);
    return bytes == lowest || (bytes == 3 * lowest && bytes > 1 << 20);
  }

  /** Images of which a skip has 128 to 512 KiB; memories around rungs, and anywhere. */
  @ParameterizedTest
  @CsvSource({
    "1, 64, 32, edge-4tops, w8a8, FAST",
    "2, 64, 64, edge-64tops, w4a16, FAST",
    "3, 64, 48, edge-16tops, w8a8, NORMAL"
  })
  void moreSramOrBandwidthNeverCostsLatency(
      int seed, int extent, int channels, String name, String precision, Effort effort) {
    Random random = new Random(seed);
    Graph model = TestModels.unet(extent, channels, 2);
    Options options = Options.DEFAULT.withEffort(effort).withPrecision(Precision.parse(precision));
    assertThat(ScheduleProblem.of(model, chip(name, 1 << 20, "12.8"), options, false).isSmall())
        .isTrue();
    ScheduleCache cache = new ScheduleCache();
    ForkJoinPool pool = new ForkJoinPool(1);
    TreeMap<Long, long[]> cycles = new TreeMap<>();
    List<Long> sizes =
        Stream.concat(
                Stream.of(1L << 19, 3L << 19, 1L << 20, 3L << 20),
                Stream.generate(() -> 64L * random.nextInt(1 << 13, 1 << 16)).limit(1))
            .toList();
    for (long size : sizes) {
      List<Npu> chips = BANDWIDTHS.stream().map(bandwidth -> chip(name, size, bandwidth)).toList();
      Scheduler scheduler = Scheduler.create().with(cache).with(new SharedPrograms(chips));
      long[] own = new long[chips.size()];
      for (int i = 0; i < own.length; i++) {
        Npu npu = chips.get(i);
        // Shared programs are for one thread.
        Schedule schedule = pool.submit(() -> scheduler.run(model, npu, options)).join();
        own[i] = schedule.execution().cycles();
        assertThat(i == 0 || own[i] <= own[i - 1]).as("%s bytes, more bandwidth", size).isTrue();
        assertThat(Checker.check(schedule.model(), schedule.execution()).violations()).isEmpty();
      }
      cycles.put(size, own);
    }
    pool.shutdown();
    // Else nothing is shown.
    assertThat(cycles.firstEntry().getValue()[0]).isGreaterThan(cycles.lastEntry().getValue()[0]);
    for (Map.Entry<Long, long[]> less : cycles.entrySet()) {
      for (Map.Entry<Long, long[]> more : cycles.tailMap(less.getKey(), false).entrySet()) {
        for (int i = 0; i < BANDWIDTHS.size() && isRung(less.getKey()); i++) {
          assertThat(more.getValue()[i])
              .as("%s bytes after %s", more.getKey(), less.getKey())
              .isLessThanOrEqualTo(less.getValue()[i]);
        }
      }
    }
  }
}
