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
 */
public record EnergySpec(
    String process,
    ImmutableMap<String, Constant> macPj,
    Constant lanePj,
    Constant localPjPerByte,
    Constant sramReadPjPerByte,
    Constant sramWritePjPerByte,
    Constant dramPjPerBit,
    Constant staticWatts) {

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
