package dev.npusim.npu.reference;

/**
 * The rules of NVIDIA's performance spreadsheet for NVDLA, as a reference of its own: an analytical
 * estimate of a vendor, not one of this project's models.
 *
 * <p>A layer takes the longer of its DRAM and its MAC cycles; a frame is the sum of its layers.
 * Sizes are in KiB at one byte per element; DRAM cycles take KiB / (GB/s) for microseconds, as the
 * sheet does.
 *
 * @param macs multiply-accumulates per cycle
 * @param bufferKib of the convolution buffer
 * @param dramGbps of the DRAM
 */
record NvdlaSheet(int macs, double bufferKib, double dramGbps) {
  private static final double KIB = 1024;
  private static final double CLOCK_MHZ = 1000;

  /** Channels and outputs come in this many. */
  private static final long ATOM = 16;

  /** Kernels whose weights are in the buffer together. */
  private static final int KERNELS = 32;

  /** The MAC unit's width in kernels, counted in MACs. */
  private static final long KERNEL_STEP = 128;

  /** Inputs that a fully connected layer works on at once. */
  private static final int FULLY_CONNECTED_BATCH = 16;

  /** A Winograd kernel F(2x2, 3x3) has 16 weights for 9, and saves MACs. */
  private static final double WINOGRAD_WEIGHTS = 16.0 / 9;

  private static final double WINOGRAD_MACS = 2.25;

  /**
   * A layer of the sheet.
   *
   * @param outH rows of the result, after pooling
   * @param add whether an element-wise addition follows
   * @param fullyConnected whether MACs are counted for a batch
   */
  record Layer(
      int c,
      int h,
      int w,
      int k,
      int r,
      int s,
      int strideH,
      int strideW,
      boolean samePadding,
      int outH,
      int outW,
      boolean winograd,
      boolean add,
      boolean fullyConnected) {
    /** Channels once a stride's positions are folded into them. */
    long channels() {
      return up((long) c * strideH * strideW, ATOM);
    }
  }

  double cycles(Layer layer) {
    return Math.max(dramCycles(layer), macCycles(layer));
  }

  double dramCycles(Layer layer) {
    return Math.ceil(trafficKib(layer) / dramGbps * CLOCK_MHZ);
  }

  /** What is smaller, inputs or weights, stays in the buffer; the other streams past it. */
  double trafficKib(Layer layer) {
    long rowsOfInput = steps(layer.h(), layer.strideH());
    long columns = steps(layer.w(), layer.strideW());
    double row = layer.channels() * columns / KIB;
    double input = rowsOfInput * row;
    double rowsAtOnce = Math.min(layer.r(), rowsOfInput) * row;
    double output = layer.outH() * layer.outW() * up(layer.k(), ATOM) / KIB;
    double kernel =
        layer.channels()
            * steps(layer.r(), layer.strideH())
            * steps(layer.s(), layer.strideW())
            / KIB
            * (layer.winograd() ? WINOGRAD_WEIGHTS : 1);
    double weights = kernel * layer.k();
    double traffic =
        input < weights
            ? stays(input, weights, roomBeside(kernel * KERNELS))
            : stays(weights, input, roomBeside(rowsAtOnce));
    return traffic + output + (layer.add() ? output : 0);
  }

  /** Where what streams needs all of the buffer, it gets half of it. */
  private double roomBeside(double streamed) {
    return streamed >= bufferKib ? bufferKib / 2 : bufferKib - streamed;
  }

  /** The streamed operand is read once per part of the other. */
  private static double stays(double resident, double streamed, double room) {
    return resident + (resident <= room ? 1 : Math.ceil(resident / room)) * streamed;
  }

  double macCycles(Layer layer) {
    int batch = layer.fullyConnected() ? FULLY_CONNECTED_BATCH : 1;
    long rows = layer.samePadding() ? layer.h() : layer.h() - layer.r() + 1;
    long columns = layer.samePadding() ? layer.w() : layer.w() - layer.s() + 1;
    return (double) layer.channels()
        * steps(rows, layer.strideH())
        * steps(columns, layer.strideW())
        * up((long) layer.k() * batch, KERNEL_STEP)
        * (layer.r() * layer.s())
        / (layer.strideH() * layer.strideW())
        / macs
        / (layer.winograd() ? WINOGRAD_MACS : 1)
        / batch;
  }

  private static long steps(long extent, int stride) {
    return (extent + stride - 1) / stride;
  }

  private static long up(long value, long multiple) {
    return (value + multiple - 1) / multiple * multiple;
  }
}
