package dev.npusim.workloads.scalesim;

import com.google.common.math.LongMath;
import dev.npusim.ir.op.Window;
import java.math.RoundingMode;

/** One line of a topology file. */
sealed interface TopologyLayer {
  /** As written in the file; the graph makes it unique. */
  String name();

  /**
   * A convolution over an input that is padded already.
   *
   * @param groups 1, or as many as channels: then each channel has {@code filters} filters of its
   *     own
   */
  record Convolution(String name, Axis rows, Axis columns, long channels, long filters, int groups)
      implements TopologyLayer {
    long outputChannels() {
      return groups == 1 ? filters : Math.multiplyExact(channels, filters);
    }

    boolean hangsOver() {
      return rows.overhang() > 0 || columns.overhang() > 0;
    }
  }

  /** Extent, filter extent and stride along one axis of an image. */
  record Axis(int input, int filter, int stride) {
    /** ceil((input - filter + stride) / stride): a last window may hang over the end. */
    long outputs() {
      return LongMath.divide((long) input - filter + stride, stride, RoundingMode.CEILING);
    }

    /** Elements of the last window beyond the end of the input. */
    int overhang() {
      return Math.toIntExact(Math.max(0, (outputs() - 1) * stride + filter - input));
    }

    Window window() {
      return new Window(filter, stride, 0, overhang(), 1);
    }
  }

  /** {@code batch} products of an M x K by a K x N matrix. */
  record Product(String name, long m, long n, long k, long batch) implements TopologyLayer {}
}
