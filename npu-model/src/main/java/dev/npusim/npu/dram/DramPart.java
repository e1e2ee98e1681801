package dev.npusim.npu.dram;

/**
 * One channel of a DRAM: its ranks, banks and timings.
 *
 * @param name such as {@code lpddr5-6400}
 * @param busBits data wires of one channel
 * @param burstBytes one column access: bus x burst length
 * @param pageBytes row of one bank over the whole bus
 * @param bankGroups of a rank
 * @param banksPerGroup of a bank group
 * @param ranks that share the bus
 * @param clockHz memory clock of the timings
 * @param burstCycles memory clock cycles that a burst holds the bus
 * @param dualCommand whether a row and a column command can be issued in one cycle (HBM)
 * @param mapping of addresses to banks and rows
 * @param source where the timings come from
 * @param isVerified whether every timing stands in that source
 */
public record DramPart(
    String name,
    int busBits,
    int burstBytes,
    int pageBytes,
    int bankGroups,
    int banksPerGroup,
    int ranks,
    double clockHz,
    int burstCycles,
    boolean dualCommand,
    AddressMapping mapping,
    DramTimings timings,
    String source,
    boolean isVerified) {
  /** Rows of a bank: an assumption without effect on bandwidth; addresses wrap there. */
  static final int ROWS = 1 << 15;

  public int banks() {
    return ranks * bankGroups * banksPerGroup;
  }

  public int burstsPerPage() {
    return pageBytes / burstBytes;
  }

  /** Bytes per second while the bus is never idle. */
  public double peakBytesPerSecond() {
    return burstBytes * clockHz / burstCycles;
  }

  /** The same DRAM with {@code bits} data wires: more or fewer devices side by side. */
  public DramPart withBus(int bits) {
    return bits == busBits
        ? this
        : new DramPart(
            name,
            bits,
            Math.toIntExact((long) burstBytes * bits / busBits),
            Math.toIntExact((long) pageBytes * bits / busBits),
            bankGroups,
            banksPerGroup,
            ranks,
            clockHz,
            burstCycles,
            dualCommand,
            mapping,
            timings,
            source,
            isVerified);
  }

  /** Bursts that one channel stores. */
  long bursts() {
    return (long) burstsPerPage() * banks() * ROWS;
  }
}
