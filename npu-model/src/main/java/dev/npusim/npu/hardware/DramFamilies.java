package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.dram.DramPart;
import dev.npusim.npu.dram.DramParts;
import java.util.Optional;

/** Which DRAM types a description may name, and their timings. */
final class DramFamilies {
  /** Families without a table of timings from a source. */
  private static final ImmutableList<String> WITHOUT_TIMINGS =
      ImmutableList.of("ddr3", "ddr5", "lpddr3", "gddr5", "gddr6x", "gddr7", "hbm");

  private DramFamilies() {}

  /**
   * One channel of a family at a speed; empty without timings.
   *
   * @throws HardwareException for a family that does not exist and has no energy table either
   */
  static Optional<DramPart> part(Section dram, String family, double megaTransfers) {
    ImmutableSet<String> known =
        ImmutableSet.<String>builder()
            .addAll(DramParts.families())
            .addAll(WITHOUT_TIMINGS)
            .addAll(EnergyTable.dramFamilies())
            .build();
    if (!known.contains(family)) {
      throw dram.error(
          "type",
          "DRAM family "
              + Quote.of(family)
              + " unknown; "
              + NearestName.of(family, known.asList())
                  .map(name -> "did you mean \"" + name + "\"? ")
                  .orElse("")
              + "known: "
              + String.join(", ", known)
              + "; for another one give a bandwidth instead of the bus");
    }
    return DramParts.part(family, megaTransfers);
  }
}
