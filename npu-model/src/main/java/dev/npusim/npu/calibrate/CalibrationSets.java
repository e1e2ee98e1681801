package dev.npusim.npu.calibrate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.io.Resources;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Rows and models that ship with the program. */
public final class CalibrationSets {
  /** What a row left out may be off, at most. */
  public static final double BAR = 0.15;

  /**
   * Models of the same rows.
   *
   * @param name a lower-case word
   * @param why the terms are these
   * @param models one per target
   * @param writes the keys of chip.yaml that constants of the first model become
   * @param absorbs keys of chip.yaml, with the text of a zero, that the rows have in the constants
   * @param process of the rows, which a chip that gets the constants must have
   */
  public record CalibrationSet(
      String name,
      String title,
      String why,
      ImmutableList<CalibrationModel> models,
      ImmutableList<ChipConstant> writes,
      ImmutableMap<String, String> absorbs,
      String process) {
    /** Its rows. */
    public Measurements measurements() {
      return read("nvdla_primer.csv");
    }
  }

  private static final String AREA_WHY =
      "MAC units and SRAM each take area by their number; control, the vector units and interfaces"
          + " are taken as the same for all sizes";

  private CalibrationSets() {}

  public static ImmutableList<CalibrationSet> all() {
    return ImmutableList.of(
        area("28nm"),
        area("16nm"),
        new CalibrationSet(
            "nvdla-power",
            "Peak and average power of NVDLA at 16nm",
            "MACs and what feeds them switch with their number and the clock; the rest is taken as"
                + " the same for all sizes. With a term for the DRAM's bandwidth, rows left out"
                + " are further off",
            ImmutableList.of(power("power_peak_mw"), power("power_average_mw")),
            ImmutableList.of(
                // mW / (MACs x GHz) are pJ per MAC.
                new ChipConstant("energy.mac.int8", "per_mac", false, "pJ"),
                new ChipConstant("energy.static", "fixed", false, "mW")),
            ImmutableMap.of(
                "energy.lane", "0 pJ",
                "energy.local", "0 pJ/B",
                "energy.sram_read", "0 pJ/B",
                "energy.sram_write", "0 pJ/B"),
            "16nm"));
  }

  private static CalibrationSet area(String process) {
    return new CalibrationSet(
        "nvdla-area-" + process,
        "Area of NVDLA at " + process,
        AREA_WHY,
        ImmutableList.of(
            new CalibrationModel(
                "area_mm2_" + process,
                "mm2",
                terms("per_mac=macs", "per_kib=buffer_kib", "fixed=1"))),
        ImmutableList.of(
            new ChipConstant("area.mac", "per_mac", false, "mm2"),
            new ChipConstant("area.sram", "per_kib", false, "mm2/KiB"),
            new ChipConstant("area.fixed", "fixed", false, "mm2")),
        ImmutableMap.of(),
        process);
  }

  private static CalibrationModel power(String target) {
    return new CalibrationModel(target, "mW", terms("per_mac=macs*clock_ghz", "fixed=1"));
  }

  private static ImmutableList<Term> terms(String... terms) {
    return List.of(terms).stream().map(Term::parse).collect(ImmutableList.toImmutableList());
  }

  private static Measurements read(String resource) {
    try {
      return Measurements.parse(
          resource,
          Resources.toString(
              Resources.getResource(CalibrationSets.class, resource), StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
