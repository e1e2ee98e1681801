package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * Silicon area of a chip in mm2, each part with source and status. Arithmetic is the Aladdin
 * library's at 40 nm, memories are CACTI's, other nodes follow {@link ProcessNodes}. Control,
 * interconnect, DMA, pads and the DRAM's interface are not in it: a lower bound.
 *
 * <p>A chip with an {@code area} section has its own constants instead: MACs per cycle, KiB of SRAM
 * and the rest, which stand for everything on it.
 *
 * @param parts by name: the array, the vector unit and the memories, or what the chip's own
 *     constants tell apart
 * @param total of the parts
 */
public record Area(ImmutableMap<String, Constant> parts, Constant total) {
  /** Partial sums, and the results of a lane. */
  private static final int WIDE_BITS = 32;

  private static final int FP16_BITS = 16;
  private static final double UM2_PER_MM2 = 1e6;

  /** What every figure of arithmetic is based on. */
  private static final String TABLE_NODE = "40nm";

  /** The parts of {@code npu}; the node is that of its energies. */
  public static Area of(Npu npu) {
    return npu.area().map(own -> own(own, npu)).orElseGet(() -> byTables(npu));
  }

  private static Area byTables(Npu npu) {
    String process = npu.energy().process();
    ImmutableMap.Builder<String, Constant> parts = ImmutableMap.builder();
    parts.put("array", times(npu.cores(), array(npu.array(), process)));
    parts.put("vector unit", times(npu.cores(), vector(npu.vector(), process)));
    for (MemorySpec memory : npu.memories()) {
      Constant one = SramTable.areaMm2(process, memory.sizeBytes(), memory.widthBits());
      parts.put(
          "memory " + memory.name(),
          memory.name().equals(Npu.ACCUMULATOR) ? times(npu.cores(), one) : one);
    }
    return sum(
        parts.buildOrThrow(),
        "control, interconnect, DMA and pads are not modelled: a lower bound",
        Status.ASSUMPTION);
  }

  private static Area own(AreaSpec own, Npu npu) {
    double macs =
        ArraySpec.FORMATS.stream()
            .filter(npu.array().macsPerCycle()::containsKey)
            .mapToDouble(npu::peakMacsPerCycle)
            .max()
            .orElse(0);
    double kib = npu.sram().sizeBytes() / 1024.0;
    return sum(
        ImmutableMap.of(
            "array",
            times(own.macMm2(), macs, " MACs per cycle x "),
            "memory " + npu.sram().name(),
            times(own.sramMm2PerKib(), kib, " KiB x "),
            "everything else",
            own.fixedMm2()),
        "by the chip's own constants",
        own.macMm2().status());
  }

  private static Constant times(Constant constant, double factor, String what) {
    return Constant.computed(
        factor * constant.value(),
        "mm2",
        Kinds.RATE.format(factor) + what + constant.source(),
        constant.status());
  }

  private static Area sum(ImmutableMap<String, Constant> parts, String what, Status status) {
    return new Area(
        parts,
        new Constant(
            parts.values().stream().mapToDouble(Constant::value).sum(),
            "mm2",
            "sum of the parts; " + what,
            status));
  }

  /** A part that every core has. */
  private static Constant times(int cores, Constant one) {
    return cores == 1
        ? one
        : new Constant(
            cores * one.value(), one.unit(), cores + " times " + one.source(), one.status());
  }

  /** Every part by name, the total last. */
  public ImmutableMap<String, Constant> table() {
    return ImmutableMap.<String, Constant>builder().putAll(parts).put("chip", total).buildOrThrow();
  }

  private static Constant array(ArraySpec array, String process) {
    double most = 0;
    String widest = "";
    for (Map.Entry<String, Double> rate : array.macsPerCycle().entrySet()) {
      double area = pe(rate.getKey(), rate.getValue(), array.weightDoubleBuffer());
      if (area > most) {
        most = area;
        widest = rate.getKey();
      }
    }
    return logic(
        most * array.rows() * array.columns(),
        String.format(
            Locale.ROOT,
            "%d PEs: multiplier, 32-bit adder and registers for %s, which needs most",
            array.rows() * array.columns(),
            widest),
        process);
  }

  /** um2 at 40 nm of a PE that does {@code rate} MACs per cycle; below 1, PEs share a unit. */
  static double pe(String format, double rate, boolean shadow) {
    // Of a mix, the weight's part stands first.
    int mix = format.indexOf('x');
    int weightBits = bits(mix < 0 ? format : format.substring(0, mix));
    int bits = bits(format.substring(mix + 1));
    double operands = bits / 32.0;
    boolean isInteger = format.startsWith("int", mix + 1);
    double multiplier =
        (isInteger ? um2("int32_multiply") : um2("fp32_multiply")) * operands * (weightBits / 32.0);
    double adder = isInteger ? um2("int32_add") : um2("fp32_add");
    // An input, a weight (two with a shadow register) and a partial sum.
    int registers = bits + weightBits * (shadow ? 2 : 1) + WIDE_BITS;
    return rate * (multiplier + adder + registers * um2("register_bit"));
  }

  private static int bits(String format) {
    return Integer.parseInt(format.replaceAll("[a-z]", ""));
  }

  private static Constant vector(VectorSpec vector, String process) {
    double scale = FP16_BITS / 32.0;
    double lane =
        um2("fp32_multiply") * scale * scale
            + um2("fp32_add")
            + (2 * FP16_BITS + WIDE_BITS) * um2("register_bit");
    return logic(
        lane * vector.lanes(),
        vector.lanes() + " lanes: fp16 multiplier, fp32 adder and registers",
        process);
  }

  private static Constant logic(double um2, String what, String process) {
    double ratio = ProcessNodes.area(process) / ProcessNodes.area(TABLE_NODE);
    String scaled =
        process.equals(TABLE_NODE)
            ? ""
            : ", from 40nm to "
                + process
                + " by "
                + ProcessNodes.SCALING
                + (ProcessNodes.isAreaExtrapolated(process) ? ", EXTRAPOLATED below 7nm" : "");
    return Constant.computed(
        um2 * ratio / UM2_PER_MM2,
        "mm2",
        what
            + " by the Aladdin library (40nm; multipliers scaled by the product of the widths)"
            + scaled,
        Status.ASSUMPTION);
  }

  private static double um2(String quantity) {
    return ROWS.stream()
        .filter(cells -> cells.get(0).equals(quantity))
        .mapToDouble(cells -> Double.parseDouble(cells.get(2)))
        .findFirst()
        .orElseThrow();
  }

  private static final List<List<String>> ROWS = EnergyTable.rows("area_constants.csv", 6);
}
