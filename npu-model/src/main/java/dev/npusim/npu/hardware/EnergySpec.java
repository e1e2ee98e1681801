package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableMap;
import java.math.BigDecimal;
import java.math.MathContext;

/**
 * Energy per event, resolved for this chip.
 *
 * @param process the node the defaults were looked up for, such as {@code 7nm}
 * @param macPj per MAC, by number format
 * @param lanePj per lane operation of the vector unit
 * @param localPjPerByte per byte read from or written to the accumulator
 * @param sramReadPjPerByte per byte read from the SRAM
 * @param sramWritePjPerByte per byte written to the SRAM
 * @param dramPjPerBit per bit over the DRAM bus
 * @param staticWatts leakage and clock of the whole chip, drawn for as long as the run takes
 * @param idle what of it gating saves, and what the DRAM draws beside its bits
 */
public record EnergySpec(
    String process,
    ImmutableMap<String, Constant> macPj,
    Constant lanePj,
    Constant localPjPerByte,
    Constant sramReadPjPerByte,
    Constant sramWritePjPerByte,
    Constant dramPjPerBit,
    Constant staticWatts,
    Idle idle) {

  /** Nothing is gated and the DRAM draws nothing beside its bits. */
  public EnergySpec(
      String process,
      ImmutableMap<String, Constant> macPj,
      Constant lanePj,
      Constant localPjPerByte,
      Constant sramReadPjPerByte,
      Constant sramWritePjPerByte,
      Constant dramPjPerBit,
      Constant staticWatts) {
    this(
        process,
        macPj,
        lanePj,
        localPjPerByte,
        sramReadPjPerByte,
        sramWritePjPerByte,
        dramPjPerBit,
        staticWatts,
        Idle.NONE);
  }

  /** Every constant by its key in chip.yaml, in the order of the page. */
  public ImmutableMap<String, Constant> table() {
    ImmutableMap.Builder<String, Constant> table = ImmutableMap.builder();
    macPj.forEach((format, constant) -> table.put("energy.mac." + format, constant));
    table.put("energy.lane", lanePj);
    table.put("energy.local", localPjPerByte);
    table.put("energy.sram_read", sramReadPjPerByte);
    table.put("energy.sram_write", sramWritePjPerByte);
    table.put("energy.dram", dramPjPerBit);
    table.put("energy.dram_background", idle.dramWatts());
    table.put("energy.static", staticWatts);
    table.put("energy.static_array", idle.arrayWatts());
    table.put("energy.static_vector", idle.vectorWatts());
    table.put("energy.gating_array", idle.arrayGating());
    table.put("energy.gating_vector", idle.vectorGating());
    return table.buildOrThrow();
  }

  /**
   * Power beside the work.
   *
   * @param arrayWatts part of the static power that is the array's
   * @param arrayGating share of it that is saved in cycles in which the array is idle
   * @param vectorWatts part of the static power that is the vector unit's
   * @param vectorGating share of it that is saved in cycles in which the vector unit is idle
   * @param dramWatts refresh and standby of the DRAM, counted as DRAM energy
   */
  public record Idle(
      Constant arrayWatts,
      Constant arrayGating,
      Constant vectorWatts,
      Constant vectorGating,
      Constant dramWatts) {
    /** Nothing saved, nothing added. */
    public static final Idle NONE =
        new Idle(none("W"), none("share"), none("W"), none("share"), none("W"));

    private static Constant none(String unit) {
      return new Constant(0, unit, "none", Status.GIVEN);
    }

    /** W saved while the array is idle. */
    public double arraySavedWatts() {
      return arrayWatts.value() * arrayGating.value();
    }

    /** W saved while the vector unit is idle. */
    public double vectorSavedWatts() {
      return vectorWatts.value() * vectorGating.value();
    }
  }

  /** A number with its provenance. */
  public record Constant(double value, String unit, String source, Status status) {
    /** Digits of a computed constant: more than any source has, few enough to be read. */
    private static final MathContext DIGITS = new MathContext(9);

    /** A constant that is the result of a computation, rounded to nine digits. */
    static Constant computed(double value, String unit, String source, Status status) {
      return new Constant(new BigDecimal(value).round(DIGITS).doubleValue(), unit, source, status);
    }
  }

  /** How far a constant can be trusted, the best first. */
  public enum Status {
    /** Read in the cited table, or in secondary sources that quote it where the source says so. */
    CITED,
    /** Computed from cited numbers by a stated rule (interpolation, sum). */
    DERIVED,
    /** The source is cited from memory and was not verified. */
    UNVERIFIED,
    /** Our assumption. */
    ASSUMPTION,
    /** Given in chip.yaml or with --set. */
    GIVEN
  }
}
