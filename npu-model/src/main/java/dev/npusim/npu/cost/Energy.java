package dev.npusim.npu.cost;

/**
 * Energy in joules by component.
 *
 * @param mac multiply-accumulates of the array
 * @param vector lane operations
 * @param local the accumulator's port
 * @param sram the SRAM's ports, and reads of the weight memory
 * @param dram the DRAM bus
 * @param staticJ leakage and clock over time
 */
public record Energy(
    double mac, double vector, double local, double sram, double dram, double staticJ) {
  public static final Energy ZERO = new Energy(0, 0, 0, 0, 0, 0);

  public double total() {
    return mac + vector + local + sram + dram + staticJ;
  }

  public Energy plus(Energy other) {
    return new Energy(
        mac + other.mac,
        vector + other.vector,
        local + other.local,
        sram + other.sram,
        dram + other.dram,
        staticJ + other.staticJ);
  }
}
