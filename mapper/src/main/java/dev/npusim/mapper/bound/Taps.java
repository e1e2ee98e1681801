package dev.npusim.mapper.bound;

import dev.npusim.ir.op.Window;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;

/** What the outputs of sliding windows depend on. */
final class Taps {
  private Taps() {}

  /**
   * Over a height and a width together.
   *
   * @return null where some output lies in the padding as a whole
   */
  static @Nullable Reach reach(Window rows, long height, Window columns, long width) {
    Reach down = reach(rows, height);
    Reach across = reach(columns, width);
    if (down == null || across == null) {
      return null;
    }
    return down.compareTo(across) < 0 ? down : across;
  }

  private static @Nullable Reach reach(Window window, long extent) {
    BitSet read = new BitSet();
    long fewest = extent;
    for (long output = 0; output < window.outputs(extent); output++) {
      long taps = 0;
      for (int tap = 0; tap < window.kernel(); tap++) {
        long at = output * window.stride() - window.padBefore() + (long) tap * window.dilation();
        if (at >= 0 && at < extent) {
          read.set((int) at);
          taps++;
        }
      }
      fewest = Math.min(fewest, taps);
    }
    if (fewest == 0) {
      return null;
    }
    if (fewest == extent) {
      return Reach.ALL;
    }
    return read.cardinality() == extent ? Reach.EACH : Reach.SOME;
  }
}
