package dev.npusim.npu.dram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Single bursts at strides that no run of DRAMsim3 has, on every family. */
class StridesTest {
  private static final int LINE = 64;

  private static final int[] LINES = {
    1, 2, 3, 5, 6, 7, 12, 24, 33, 48, 96, 100, 127, 129, 384, 1000, 1023, 4097, 10_000, 65_537
  };

  private static DramPart part(String type) {
    String[] words = type.split("-", -1);
    return DramParts.part(words[0], Double.parseDouble(words[1])).orElseThrow();
  }

  private static double share(DramPart part, long lines) {
    return new DramChannels(part, 1).sustained(new AccessPattern.Strided(lines * LINE)).share();
  }

  /**
   * What activations allow: a row is opened for at most as many bursts as the walk finds in it at a
   * time, four rows per tFAW and rank, one per tRRD and rank, one per tRC and bank.
   */
  private static double bound(DramPart part, long lines) {
    DramTimings t = part.timings();
    double perRow =
        Math.ceil((double) consecutive(part) / Math.max(part.burstBytes(), lines * LINE));
    double activationsPerCycle =
        Math.min(
            part.ranks() * Math.min(4.0 / t.faw(), 1.0 / t.rrdShort()),
            (double) part.banks() / t.rc());
    return Math.min(1, perRow * part.burstCycles() * activationsPerCycle);
  }

  /** Bytes after which a walk has left the rows it began in: of one page, or one per bank group. */
  private static long consecutive(DramPart part) {
    boolean interleaved = part.mapping().fields().endsWith("bg");
    return (long) part.pageBytes() * (interleaved ? part.bankGroups() : 1);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddr4-3200",
        "lpddr4-4266",
        "lpddr5-6400",
        "lpddr5x-8533",
        "gddr6-14000",
        "hbm2-2000",
        "hbm2e-3200",
        "hbm3-6400"
      })
  void everyStrideIsBetweenARowCycleEachAndWhatActivationsAllow(String type) {
    DramPart part = part(type);
    DramTimings t = part.timings();
    double refresh = 1 - (double) (t.rfc() + t.rp()) / t.refi();
    double least = refresh * part.burstCycles() / (t.rc() + t.rrdLong());
    for (int lines : LINES) {
      Sustained sustained =
          new DramChannels(part, 1).sustained(new AccessPattern.Strided((long) lines * LINE));
      assertThat(sustained.share())
          .as("%s, %d lines", type, lines)
          .isBetween(0.98 * least, 1.02 * bound(part, lines) + 1e-3)
          .isLessThanOrEqualTo(1);
      assertThat(sustained.rowHitRate()).as("%d lines", lines).isBetween(0.0, 1.0);
    }
  }

  /**
   * Odd strides beyond a page touch all banks in turn: how far apart the lines are is no matter.
   */
  @ParameterizedTest
  @CsvSource({"lpddr5-6400", "hbm2-2000", "ddr4-3200", "gddr6-14000", "hbm3-6400"})
  void longOddStridesAreAlike(String type) {
    DramPart part = part(type);
    long page = consecutive(part) / LINE;
    double first = share(part, 3 * page);
    assertThat(first).isPositive();
    for (long times : new long[] {5, 7, 9, 11, 13}) {
      assertThat(share(part, times * page)).as("%d pages", times).isCloseTo(first, within(0.02));
    }
  }
}
