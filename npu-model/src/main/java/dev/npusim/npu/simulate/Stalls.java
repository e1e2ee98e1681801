package dev.npusim.npu.simulate;

/**
 * Cycles in which the MAC array did no useful streaming, by cause.
 *
 * @param dram waiting for a transfer
 * @param sram streaming slower than it could because of a memory port
 * @param vector waiting for the vector unit
 * @param dependency waiting for its own fill, drain or results
 */
public record Stalls(long dram, long sram, long vector, long dependency) {
  public static final Stalls NONE = new Stalls(0, 0, 0, 0);

  public long total() {
    return dram + sram + vector + dependency;
  }

  public Stalls plus(Stalls other) {
    return new Stalls(
        dram + other.dram, sram + other.sram, vector + other.vector, dependency + other.dependency);
  }
}
