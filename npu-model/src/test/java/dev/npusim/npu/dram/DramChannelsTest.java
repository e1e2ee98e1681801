package dev.npusim.npu.dram;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DramChannelsTest {
  private static final AccessPattern SEQUENTIAL = new AccessPattern.Sequential();
  private static final int PATTERNS = 40;

  private static DramPart part(String type) {
    String[] words = type.split("-", -1);
    return DramParts.part(words[0], Double.parseDouble(words[1])).orElseThrow();
  }

  /** Runs of 1 to 16 KiB, read or written, at pitches up to 64 KiB. */
  private static List<AccessPattern> patterns(long seed) {
    Random random = new Random(seed);
    List<AccessPattern> patterns = new ArrayList<>();
    for (int i = 0; i < PATTERNS; i++) {
      long run = 64L << random.nextInt(9);
      long pitch = run + 64L * random.nextInt((int) (65536 - run) / 64);
      AccessPattern rows = new AccessPattern.Rectangle(run, pitch);
      patterns.add(random.nextBoolean() ? rows : new AccessPattern.Mixed(rows, 0, 1, 64));
    }
    return patterns;
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ddr4-3200",
        "lpddr4-4266",
        "lpddr5-6400",
        "gddr6-14000",
        "hbm2-2000",
        "hbm3-6400"
      })
  void nothingIsAboveThePeakOrTheShareThatRefreshLeavesARank(String type) {
    DramPart part = part(type);
    DramTimings t = part.timings();
    double left = part.ranks() > 1 ? 1 : 1 - (double) t.rfc() / t.refi();
    for (AccessPattern pattern : patterns(1)) {
      Sustained sustained = new DramChannels(part, 1).sustained(pattern);
      assertThat(sustained.share()).as("%s", pattern).isPositive().isLessThanOrEqualTo(left + 1e-3);
      assertThat(sustained.rowHitRate()).isBetween(0.0, 1.0);
    }
  }

  /**
   * On parts of one rank. With two, other patterns use one while the other is refreshed, where
   * sequential reads wait; and DDR4's mapping keeps a page in one bank group.
   */
  @ParameterizedTest
  @ValueSource(strings = {"lpddr5-6400", "gddr6-14000", "hbm2-2000", "hbm3-6400"})
  void sequentialReadsAreTheFastest(String type) {
    DramChannels channels = new DramChannels(part(type), 1);
    double best = channels.sustained(SEQUENTIAL).share();
    for (AccessPattern pattern : patterns(2)) {
      assertThat(channels.sustained(pattern).share()).as("%s", pattern).isLessThan(best + 0.01);
    }
  }

  /** One bank: a row is opened, read and closed for every burst. */
  @Test
  void burstsInOneBankTakeARowCycleEach() {
    DramPart part = part("lpddr5-6400");
    DramTimings t = part.timings();
    long sameBank = (long) part.pageBytes() * part.banks();
    double expected =
        (double) part.burstCycles() / t.rc() * (1 - (double) (t.rfc() + t.rp()) / t.refi());
    assertThat(new DramChannels(part, 1).sustained(new AccessPattern.Strided(sameBank)).share())
        .isCloseTo(expected, within(0.02 * expected));
  }

  /** Rows in turn over all banks: four activations in any tFAW. */
  @Test
  void aBurstPerRowIsBoundByActivations() {
    DramPart part = part("hbm2-2000");
    DramTimings t = part.timings();
    double expected = 4.0 * part.burstCycles() / t.faw() * (1 - (double) t.rfc() / t.refi());
    AccessPattern rows = new AccessPattern.Strided(part.pageBytes());
    assertThat(new DramChannels(part, 1).sustained(rows).share())
        .isCloseTo(expected, within(0.05 * expected));
  }

  @Test
  void theFirstByteOpensARowFirst() {
    DramPart part = part("lpddr5-6400");
    DramTimings t = part.timings();
    int cycles = t.rcd() + t.cl() + part.burstCycles();
    assertThat(new DramChannels(part, 1).sustained(SEQUENTIAL).firstByteSeconds() * part.clockHz())
        .isBetween((double) cycles, cycles + 3.0);
  }

  /** But for delays in whole cycles, which a faster clock may round up by a little more. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "lpddr4-3200 lpddr4-4266",
        "lpddr5-5500 lpddr5-6400",
        "lpddr5-6400 lpddr5x-8533",
        "ddr4-2400 ddr4-3200",
        "hbm2-2000 hbm2e-3200"
      })
  void aFasterPartIsNeverSlower(String types) {
    DramPart slow = part(types.split(" ", -1)[0]);
    DramPart fast = part(types.split(" ", -1)[1]);
    for (AccessPattern pattern : patterns(3)) {
      assertThat(bandwidth(fast, 1, pattern))
          .as("%s", pattern)
          .isGreaterThan(0.99 * bandwidth(slow, 1, pattern));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ddr4-3200", "lpddr4-4266", "lpddr5-6400", "hbm2-2000"})
  void moreChannelsAreNeverSlower(String type) {
    DramPart part = part(type);
    for (AccessPattern pattern : patterns(4)) {
      for (int channels = 1; channels < 8; channels *= 2) {
        assertThat(bandwidth(part, 2 * channels, pattern))
            .as("%s", pattern)
            .isGreaterThanOrEqualTo(bandwidth(part, channels, pattern));
      }
    }
  }

  private static double bandwidth(DramPart part, int channels, AccessPattern pattern) {
    return new DramChannels(part, channels).sustained(pattern).share()
        * part.peakBytesPerSecond()
        * channels;
  }
}
