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
 * @param array all PEs: multiplier, adder of 32 bits and registers of the format that needs most
 * @param vector all lanes: fp16 multiplier, fp32 adder and registers
 * @param memories by name, the innermost first
 * @param total of the parts
 */
public record Area(
    Constant array, Constant vector, ImmutableMap<String, Constant> memories, Constant total) {
  /** Partial sums, and the results of a lane. */
  private static final int WIDE_BITS = 32;

  private static final int FP16_BITS = 16;
  private static final double UM2_PER_MM2 = 1e6;

  /** What every figure of arithmetic is based on. */
  private static final String TABLE_NODE = "40nm";

  /** The parts of {@code npu}; the node is that of its energies. */
  public static Area of(Npu npu) {
    String process = npu.energy().process();
    Constant array = times(npu.cores(), array(npu.array(), process));
    Constant vector = times(npu.cores(), vector(npu.vector(), process));
    ImmutableMap.Builder<String, Constant> memories = ImmutableMap.builder();
    for (MemorySpec memory : npu.memories()) {
      Constant one = SramTable.areaMm2(process, memory.sizeBytes(), memory.widthBits());
      memories.put(
          memory.name(), memory.name().equals(Npu.ACCUMULATOR) ? times(npu.cores(), one) : one);
    }
    ImmutableMap<String, Constant> byName = memories.buildOrThrow();
    double total =
        array.value()
            + vector.value()
            + byName.values().stream().mapToDouble(Constant::value).sum();
    return new Area(
        array,
        vector,
        byName,
        new Constant(
            total,
            "mm2",
            "sum of the parts; control, interconnect, DMA and pads are not modelled: a lower bound",
            Status.ASSUMPTION));
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
    ImmutableMap.Builder<String, Constant> table = ImmutableMap.builder();
    table.put("array", array);
    table.put("vector unit", vector);
    memories.forEach((name, constant) -> table.put("memory " + name, constant));
    table.put("chip", total);
    return table.buildOrThrow();
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
