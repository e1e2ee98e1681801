package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableMap;
import dev.npusim.npu.cost.ArrayTiming;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;

/**
 * A convolution that Eyeriss ran; a batch of them.
 *
 * @param c input channels of all groups
 * @param k output channels of all groups
 * @param h input rows without padding
 * @param activePes processing elements that its row-stationary mapping used, as published
 * @param inputZeros share of zeros among the inputs, as published
 */
record EyerissLayer(
    String network,
    String name,
    int batch,
    int c,
    int k,
    int p,
    int q,
    int r,
    int s,
    int groups,
    int h,
    int w,
    double processingMs,
    int activePes,
    double inputZeros,
    double dramMb) {
  /** From memory; agrees with the published 34.7 frames/s of AlexNet. */
  private static final double CLOCK_HZ = 200e6;

  private static final int BYTES = 2;

  /** Output channels made in one pass over the inputs (m); from memory, as the next two. */
  private static final int CHANNELS_PER_PASS = 64;

  /**
   * Run-length coding: three values with their runs of zeros take 64 bits instead of 48, and zeros
   * take nothing.
   */
  private static final double CODED_PER_NONZERO = 4.0 / 3;

  static EyerissLayer of(Table.Row row) {
    return new EyerissLayer(
        row.text("network"),
        row.text("layer"),
        row.whole("batch"),
        row.whole("c"),
        row.whole("k"),
        row.whole("p"),
        row.whole("q"),
        row.whole("r"),
        row.whole("s"),
        row.whole("groups"),
        row.whole("h"),
        row.whole("w"),
        row.number("processing_ms"),
        row.whole("active_pes"),
        row.number("input_zeros_percent") / 100,
        row.number("dram_mb"));
  }

  String title() {
    return network + " " + name;
  }

  /**
   * Milliseconds if every active PE makes one output at a time, one MAC per cycle: an
   * output-stationary multicast array as wide as there are active PEs.
   */
  double milliseconds() {
    ArraySpec array =
        new ArraySpec(
            1,
            activePes,
            ArraySpec.Timing.MULTICAST,
            ArraySpec.DataflowPolicy.OUTPUT_STATIONARY,
            false,
            ImmutableMap.of("int16", 1.0));
    long outputs = (long) batch * k * p * q;
    long reduction = (long) c / groups * r * s;
    return ArrayTiming.busy(array, 1, Dataflow.OUTPUT_STATIONARY, 1, outputs, reduction)
        / CLOCK_HZ
        * 1e3;
  }

  /**
   * Megabytes between chip and DRAM: inputs once per pass over the output channels of a group,
   * filters once per {@code imagesAtOnce} images, outputs once; inputs and outputs run-length
   * coded.
   *
   * @param outputZeros share of zeros among the outputs
   */
  double dramMegabytes(int imagesAtOnce, double outputZeros) {
    long passes = ceil(k / groups, CHANNELS_PER_PASS);
    double inputs = (double) batch * c * h * w * passes * coded(inputZeros);
    double filters = (double) k * c / groups * r * s * ceil(batch, imagesAtOnce);
    double outputs = (double) batch * k * p * q * coded(outputZeros);
    return BYTES * (inputs + filters + outputs) / 1e6;
  }

  private static double coded(double zeros) {
    return Math.min(1, CODED_PER_NONZERO * (1 - zeros));
  }

  private static long ceil(long a, long b) {
    return (a + b - 1) / b;
  }
}
