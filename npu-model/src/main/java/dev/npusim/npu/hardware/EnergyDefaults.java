package dev.npusim.npu.hardware;

import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.Optional;

/** Energies that follow from published tables by stated rules. */
final class EnergyDefaults {
  /** Share of the array's peak dynamic power that the chip draws at rest. */
  static final double STATIC_SHARE = 0.1;

  private EnergyDefaults() {}

  /**
   * A MAC in a number format: multiplier plus the addition to a wide partial sum (32-bit integer,
   * fp32). Integer multipliers of 4 and 16 bits scale the one of 8 bits by the product of the
   * widths, an fp8 multiplier so scales that of fp16; where no bf16 multiplier is published, that
   * of fp16, which has longer significands, stands in. A narrow weight times an activation scales
   * the activation's multiplier by the product of the widths, too.
   */
  static Optional<Constant> mac(String format, String process) {
    if (ArraySpec.MIXED_FORMATS.contains(format)) {
      return mixed(format, process);
    }
    return switch (format) {
      case "int8" -> sum("int8_multiply", 1, "int32_add", process);
      case "int4" -> sum("int8_multiply", 0.25, "int32_add", process);
      case "int16" -> sum("int8_multiply", 4, "int32_add", process);
      case "fp16" -> sum("fp16_multiply", 1, "fp32_add", process);
      case "fp8" -> sum("fp16_multiply", 0.25, "fp32_add", process);
      case "bf16" ->
          sum("bf16_multiply", 1, "fp32_add", process)
              .or(() -> sum("fp16_multiply", 1, "fp32_add", process).map(EnergyDefaults::asBf16));
      default -> Optional.empty();
    };
  }

  /** A multiplier of a narrow weight and an activation: that of the activation's format, less. */
  private static Optional<Constant> mixed(String format, String process) {
    double weight = format.startsWith("int4") ? 4 : 8;
    String activation = format.substring(format.indexOf('x') + 1);
    return switch (activation) {
      case "int8" -> sum("int8_multiply", weight * 8 / 64, "int32_add", process);
      case "int16" -> sum("int8_multiply", weight * 16 / 64, "int32_add", process);
      case "fp8" -> sum("fp16_multiply", weight * 8 / 256, "fp32_add", process);
      case "fp16" -> sum("fp16_multiply", weight / 16, "fp32_add", process);
      default ->
          sum("bf16_multiply", weight / 16, "fp32_add", process)
              .or(
                  () ->
                      sum("fp16_multiply", weight / 16, "fp32_add", process)
                          .map(EnergyDefaults::asBf16));
    };
  }

  private static Constant asBf16(Constant fp16) {
    return new Constant(
        fp16.value(),
        fp16.unit(),
        "taken as fp16, an upper bound: " + fp16.source(),
        Status.ASSUMPTION);
  }

  /** A lane operation of the vector unit, which works in fp16 and fp32. */
  static Optional<Constant> lane(String process) {
    return sum("fp16_multiply", 1, "fp32_add", process)
        .map(
            fma ->
                new Constant(
                    fma.value(),
                    fma.unit(),
                    "a lane operation taken as "
                        + fma.source()
                        + "; instruction control not counted",
                    Status.ASSUMPTION));
  }

  /** By family: the type without its data rate. */
  static Optional<Constant> dram(String type) {
    return EnergyTable.dram(family(type));
  }

  /** {@code lpddr5} of {@code lpddr5-6400}. */
  static String family(String type) {
    int dash = type.indexOf('-');
    return dash < 0 ? type : type.substring(0, dash);
  }

  /**
   * {@value #STATIC_SHARE} of the peak dynamic power of the MAC array, plus the leakage of the
   * on-chip memories.
   *
   * @param format the one the peak was taken in
   */
  static Constant staticWatts(double peakMacWatts, double leakageWatts, String format) {
    return Constant.computed(
        STATIC_SHARE * peakMacWatts + leakageWatts,
        "W",
        "10 % of the array's peak dynamic power in "
            + format
            + ", plus on-chip memory leakage by CACTI 7 (a lower bound; 45nm where the process has"
            + " no figure)",
        Status.ASSUMPTION);
  }

  private static Optional<Constant> sum(String multiply, double scale, String add, String process) {
    Optional<Constant> multiplier = EnergyTable.operation(multiply, process);
    Optional<Constant> adder = EnergyTable.operation(add, process);
    if (multiplier.isEmpty() || adder.isEmpty()) {
      return Optional.empty();
    }
    Constant a = multiplier.get();
    Constant b = adder.get();
    String factor =
        scale == 1 ? "" : " x " + Kinds.RATE.format(scale) + " (product of the operand widths)";
    return Optional.of(
        Constant.computed(
            a.value() * scale + b.value(),
            "pJ",
            multiply.replace('_', ' ')
                + factor
                + " + "
                + add.replace('_', ' ')
                + " at "
                + process
                + ": "
                + a.source()
                + (a.source().equals(b.source()) ? "" : "; " + b.source()),
            scale == 1 ? weaker(a.status(), b.status()) : Status.ASSUMPTION));
  }

  /** A sum is no better than its worst part, and no longer a cited number itself. */
  private static Status weaker(Status a, Status b) {
    Status worst = a.compareTo(b) > 0 ? a : b;
    return worst == Status.CITED ? Status.DERIVED : worst;
  }
}
