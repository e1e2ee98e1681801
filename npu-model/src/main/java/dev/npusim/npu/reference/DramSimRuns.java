package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.dram.AccessPattern;
import dev.npusim.npu.dram.AddressMapping;
import dev.npusim.npu.dram.DramChannels;
import dev.npusim.npu.dram.DramPart;
import dev.npusim.npu.dram.DramTimings;
import java.util.List;
import java.util.Objects;

/** What DRAMsim3 sustained on five parts with nineteen patterns each. */
public final class DramSimRuns {
  private static final double CYCLES = 60000;
  private static final String CHUNKS = "4096";

  static final Table TABLE = Table.read("dramsim3.csv");

  private static final ImmutableMap<String, DramPart> PARTS =
      Table.read("dramsim3_timings.csv").rows().stream()
          .map(DramSimRuns::part)
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
    return TABLE.rows().stream().map(DramSimRuns::run).toList();
  }

  private static Run run(Table.Row row) {
    return new Run(
        Objects.requireNonNull(PARTS.get(row.text("config")), row.text("config")),
        row.text("pattern"),
        pattern(row.text("pattern")),
        (row.count("reads_done") + row.count("writes_done")) / CYCLES,
        row.number("row_hit_rate"));
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

  private static DramPart part(Table.Row row) {
    String name = row.text("config");
    // Its rank switch: 1 in the DDR4 description, else the default of 2.
    int rankSwitch = name.startsWith("DDR4") ? 1 : 2;
    return new DramPart(
        name,
        row.whole("bus_bits"),
        row.whole("request_B"),
        row.whole("page_B"),
        row.whole("bank_groups"),
        row.whole("banks") / row.whole("bank_groups"),
        row.whole("ranks"),
        1e9 / row.number("tCK_ns"),
        row.whole("BL") / 2,
        name.startsWith("HBM"),
        new AddressMapping(row.text("address_mapping_high_to_low")),
        new DramTimings(
            row.whole("CL"),
            row.whole("CWL"),
            row.whole("tRCD"),
            row.whole("tRP"),
            row.whole("tRAS"),
            row.whole("tRRD_S"),
            row.whole("tRRD_L"),
            row.whole("tFAW"),
            row.whole("tCCD_S"),
            row.whole("tCCD_L"),
            row.whole("tWTR_S"),
            row.whole("tWTR_L"),
            row.whole("tWR"),
            row.whole("tRTP"),
            rankSwitch,
            row.whole("tRFC"),
            row.whole("tREFI")),
        row.text("source"),
        false);
  }
}
