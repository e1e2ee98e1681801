package dev.npusim.npu.reference;

/**
 * A product or convolution that ONNXim ran, and the tiles it ran it in.
 *
 * @param pes rows and columns of a core's array
 * @param n rows of a product; 1 for a convolution
 * @param c input channels, or the reduction of a product
 * @param m output channels, or columns of a product
 * @param p output rows of an image; 1 for a product
 * @param kernel rows and columns of the kernel; 1 for a product
 * @param image rows and columns of the input; 1 for a product
 * @param tile extents of a tile; what is left of a dim is shorter
 */
record OnnximRun(
    int row,
    String layer,
    int pes,
    int cores,
    int n,
    int c,
    int m,
    int p,
    int q,
    int kernel,
    int stride,
    int image,
    Tile tile,
    long cycles) {
  /** Extents in the order of the run's dims. */
  record Tile(int n, int c, int m, int p, int q) {}

  static OnnximRun of(Table.Row row) {
    return new OnnximRun(
        row.whole("row"),
        row.text("layer"),
        row.whole("array"),
        row.whole("cores"),
        row.whole("n"),
        row.whole("c"),
        row.whole("m"),
        row.whole("p"),
        row.whole("q"),
        row.whole("kernel"),
        row.whole("stride"),
        row.whole("image"),
        new Tile(
            row.whole("tile_n"),
            row.whole("tile_c"),
            row.whole("tile_m"),
            row.whole("tile_p"),
            row.whole("tile_q")),
        row.count("total_cycles"));
  }

  /** Tiles of the result; cores take them in turn. */
  long outputTiles() {
    return parts(n, tile.n()) * parts(m, tile.m()) * parts(p, tile.p()) * parts(q, tile.q());
  }

  private static long parts(int extent, int part) {
    return (extent + part - 1) / part;
  }

  boolean isConvolution() {
    return image > 1;
  }

  @Override
  public String toString() {
    return row + ": " + layer;
  }
}
