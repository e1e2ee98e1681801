package dev.npusim.npu.dram;

import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/** What DRAMsim3 sustained on five parts with nineteen patterns each. */
public final class DramSimRuns {
  private static final double CYCLES = 60000;
  private static final String CHUNKS = "4096";

  private static final ImmutableMap<String, DramPart> PARTS =
      lines("timings_dramsim3.csv", "config,")
          .map(line -> part(line.split(",", -1)))
          .collect(ImmutableMap.toImmutableMap(DramPart::name, part -> part));

  private DramSimRuns() {}

  /**
   * One run.
   *
   * @param accessesPerCycle column accesses per memory clock cycle in DRAMsim3
   */
  public record Run(
      DramPart part,
      String patternName,
      AccessPattern pattern,
      double accessesPerCycle,
      double rowHitRate) {
    /** DRAMsim3's share of the peak. */
    public double reference() {
      return accessesPerCycle * part.burstCycles();
    }

    /** The model's share of the peak. */
    public double ours() {
      return new DramChannels(part, 1).sustained(pattern).share();
    }

    public double error() {
      return ours() / reference() - 1;
    }

    public boolean isMixed() {
      return pattern instanceof AccessPattern.Mixed;
    }

    @Override
    public String toString() {
      return part.name() + " " + patternName;
    }
  }

  public static List<Run> all() {
    return lines("efficiency_dramsim3.csv", "config,")
        .map(line -> run(line.split(",", -1)))
        .toList();
  }

  private static Run run(String[] field) {
    return new Run(
        PARTS.get(field[0]),
        field[2],
        pattern(field[2]),
        (Long.parseLong(field[4]) + Long.parseLong(field[5])) / CYCLES,
        Double.parseDouble(field[9]));
  }

  private static AccessPattern pattern(String name) {
    AccessPattern sequential = new AccessPattern.Sequential();
    if (name.startsWith("seq_2R1W")) {
      long chunk = name.endsWith("fine") ? 1 : Long.parseLong(CHUNKS);
      return new AccessPattern.Mixed(sequential, 2, 1, chunk);
    }
    if (name.startsWith("rand")) {
      return new AccessPattern.RandomBlocks(
          Long.parseLong(name.substring("rand".length(), name.length() - 1)), 1);
    }
    if (name.startsWith("stride")) {
      return new AccessPattern.Strided(Long.parseLong(name.substring("stride".length())));
    }
    if (name.startsWith("rows")) {
      String[] sizes = name.substring("rows".length()).split("x", -1);
      return new AccessPattern.Rectangle(Long.parseLong(sizes[0]), Long.parseLong(sizes[1]));
    }
    return sequential;
  }

  private static DramPart part(String[] field) {
    int[] v = new int[25];
    for (int i = 1; i < v.length; i++) {
      v[i] = i == 6 ? 0 : Integer.parseInt(field[i]);
    }
    boolean isHbm = field[0].startsWith("HBM");
    // Its rank switch: 1 in the DDR4 description, else the default of 2.
    int rtrs = field[0].startsWith("DDR4") ? 1 : 2;
    return new DramPart(
        field[0],
        v[24],
        v[1],
        v[2],
        v[4],
        v[3] / v[4],
        v[5],
        1e9 / Double.parseDouble(field[6]),
        v[23] / 2,
        isHbm,
        new AddressMapping(field[25]),
        new DramTimings(
            v[7], v[8], v[9], v[10], v[11], v[12], v[13], v[14], v[15], v[16], v[17], v[18], v[19],
            v[20], rtrs, v[21], v[22]),
        field[26],
        false);
  }

  private static Stream<String> lines(String file, String header) {
    try {
      return Resources.readLines(
              Resources.getResource(DramSimRuns.class, file), StandardCharsets.UTF_8)
          .stream()
          .filter(line -> !line.startsWith("#") && !line.startsWith(header));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
