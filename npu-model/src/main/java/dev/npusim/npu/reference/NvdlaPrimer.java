package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import java.util.Locale;

/** The seven sizes of NVDLA in the vendor's primer, with the frames per second of ResNet-50. */
public final class NvdlaPrimer {
  private static final Table TABLE = Table.read("nvdla_primer.csv");

  /**
   * A size.
   *
   * @param macs per cycle, int8
   * @param bufferKib of the convolution buffer
   * @param framesPerSecond the vendor's estimate at 1 GHz
   */
  public record Size(int macs, int bufferKib, double dramGbps, double framesPerSecond) {
    @Override
    public String toString() {
      String gbps = dramGbps == Math.rint(dramGbps) ? "" + (int) dramGbps : "" + dramGbps;
      return String.format(Locale.ROOT, "%d MACs, %d KiB, %s GB/s", macs, bufferKib, gbps);
    }
  }

  private NvdlaPrimer() {}

  /** The largest first. */
  public static ImmutableList<Size> sizes() {
    return TABLE.rows().stream()
        .map(
            row ->
                new Size(
                    row.whole("macs"),
                    row.whole("buffer_kib"),
                    row.number("dram_gbps"),
                    row.number("fps")))
        .collect(ImmutableList.toImmutableList());
  }

  /** Where the table is from. */
  public static ImmutableList<String> source() {
    return TABLE.source();
  }
}
