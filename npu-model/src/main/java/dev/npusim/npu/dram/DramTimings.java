package dev.npusim.npu.dram;

/**
 * The constraints between DRAM commands, in memory clock cycles. Names are JEDEC's; {@code S} and
 * {@code L} are the distances between different bank groups and within one.
 *
 * @param cl read command to its first data
 * @param cwl write command to its first data
 * @param rcd activation to the first column command
 * @param rp precharge to activation
 * @param ras activation to precharge
 * @param rrdShort activation to activation in another bank group of the rank
 * @param rrdLong the same in one bank group
 * @param faw window that holds at most four activations of a rank
 * @param ccdShort column command to column command in another bank group
 * @param ccdLong the same in one bank group
 * @param wtrShort end of write data to a read in another bank group
 * @param wtrLong the same in one bank group
 * @param wr end of write data to precharge
 * @param rtp read to precharge
 * @param rtrs idle bus cycles when another rank or direction takes over
 * @param rfc refresh of a rank
 * @param refi interval in which a rank is refreshed once
 */
public record DramTimings(
    int cl,
    int cwl,
    int rcd,
    int rp,
    int ras,
    int rrdShort,
    int rrdLong,
    int faw,
    int ccdShort,
    int ccdLong,
    int wtrShort,
    int wtrLong,
    int wr,
    int rtp,
    int rtrs,
    int rfc,
    int refi) {
  /** From the record's components in their order. */
  static DramTimings of(int[] t) {
    return new DramTimings(
        t[0], t[1], t[2], t[3], t[4], t[5], t[6], t[7], t[8], t[9], t[10], t[11], t[12], t[13],
        t[14], t[15], t[16]);
  }

  /** Activation to activation of the same bank. */
  public int rc() {
    return ras + rp;
  }
}
