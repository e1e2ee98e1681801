package dev.npusim.npu.dram;

import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The DRAM families whose timings are known, each at one speed; other speeds are derived. */
public final class DramParts {
  private static final int COLUMNS = 31;
  private static final int REACH_DOWN = 4;
  private static final int REACH_UP = 2;
  private static final double NANOSECOND = 1e-9;

  /** Families that are others with a higher data rate or a lower voltage. */
  private static final ImmutableMap<String, String> VARIANTS =
      ImmutableMap.of("lpddr4x", "lpddr4", "lpddr5x", "lpddr5", "hbm2e", "hbm2", "hbm3e", "hbm3");

  private static final ImmutableMap<String, Row> ROWS = read();

  private DramParts() {}

  private record Row(double rate, DramPart part) {}

  /** Families with timings, variants included. */
  public static ImmutableList<String> families() {
    return ImmutableList.<String>builder().addAll(ROWS.keySet()).addAll(VARIANTS.keySet()).build();
  }

  /**
   * One channel of its usual width.
   *
   * @param family such as {@code lpddr5}
   * @param rate mega-transfers per second and wire. Away from the stated speed, delays keep their
   *     nanoseconds, rounded up to whole cycles of the new clock, and bursts, column distances and
   *     bus turnarounds keep their cycles.
   * @return empty for a family whose timings are not known, or below a quarter or above twice the
   *     stated speed, where they say little
   */
  public static Optional<DramPart> part(String family, double rate) {
    Row row = ROWS.get(VARIANTS.getOrDefault(family, family));
    if (row == null || rate < row.rate() / REACH_DOWN || rate > row.rate() * REACH_UP) {
      return Optional.empty();
    }
    return Optional.of(rate == row.rate() ? row.part() : atRate(row, rate));
  }

  private static DramPart atRate(Row row, double rate) {
    double ratio = rate / row.rate();
    DramPart p = row.part();
    DramTimings t = p.timings();
    DramTimings scaled =
        new DramTimings(
            cycles(t.cl(), ratio),
            cycles(t.cwl(), ratio),
            cycles(t.rcd(), ratio),
            cycles(t.rp(), ratio),
            cycles(t.ras(), ratio),
            cycles(t.rrdShort(), ratio),
            cycles(t.rrdLong(), ratio),
            cycles(t.faw(), ratio),
            t.ccdShort(),
            t.ccdLong(),
            cycles(t.wtrShort(), ratio),
            cycles(t.wtrLong(), ratio),
            cycles(t.wr(), ratio),
            cycles(t.rtp(), ratio),
            t.rtrs(),
            cycles(t.rfc(), ratio),
            (int) (t.refi() * ratio));
    return new DramPart(
        p.name(),
        p.busBits(),
        p.burstBytes(),
        p.pageBytes(),
        p.bankGroups(),
        p.banksPerGroup(),
        p.ranks(),
        p.clockHz() * ratio,
        p.burstCycles(),
        p.dualCommand(),
        p.mapping(),
        scaled,
        p.source() + ", same nanoseconds at another clock",
        false);
  }

  /** Rounds up, but not for the last digits of a quotient. */
  private static int cycles(int cycles, double ratio) {
    return (int) Math.ceil(cycles * ratio - 1e-9);
  }

  private static ImmutableMap<String, Row> read() {
    ImmutableMap.Builder<String, Row> rows = ImmutableMap.builder();
    try {
      List<String> lines =
          Resources.readLines(
              Resources.getResource(DramParts.class, "parts.csv"), StandardCharsets.UTF_8);
      lines.stream()
          .filter(line -> !line.startsWith("#") && !line.startsWith("family,"))
          .map(line -> Splitter.on(',').limit(COLUMNS).splitToList(line))
          .forEach(cells -> rows.put(cells.get(0), row(cells)));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return rows.buildOrThrow();
  }

  private static Row row(List<String> cells) {
    int[] t = cells.subList(12, 29).stream().mapToInt(Integer::parseInt).toArray();
    double rate = Double.parseDouble(cells.get(1));
    return new Row(
        rate,
        new DramPart(
            cells.get(0) + "-" + cells.get(1),
            Integer.parseInt(cells.get(2)),
            Integer.parseInt(cells.get(3)),
            Integer.parseInt(cells.get(4)),
            Integer.parseInt(cells.get(5)),
            Integer.parseInt(cells.get(6)),
            Integer.parseInt(cells.get(7)),
            1 / (Double.parseDouble(cells.get(8)) * NANOSECOND),
            Integer.parseInt(cells.get(9)),
            Boolean.parseBoolean(cells.get(10)),
            new AddressMapping(cells.get(11)),
            DramTimings.of(t),
            cells.get(30),
            cells.get(29).equals("cited")));
  }
}
