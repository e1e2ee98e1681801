package dev.npusim.ir.op;

import dev.npusim.ir.IrException;
import dev.npusim.ir.TensorType;
import java.util.List;
import java.util.function.Supplier;

/** Argument checks that operations share. */
final class Checks {
  private Checks() {}

  static void inputs(List<TensorType> inputs, int min, int max) {
    if (inputs.size() < min || inputs.size() > max) {
      throw new IrException(
          "takes "
              + (min == max ? "" + min : min + " to " + max)
              + " inputs, got "
              + inputs.size());
    }
  }

  static void require(boolean condition, String message) {
    if (!condition) {
      throw new IrException(message);
    }
  }

  /** For messages that take longer to write than the check takes. */
  static void require(boolean condition, Supplier<String> message) {
    if (!condition) {
      throw new IrException(message.get());
    }
  }

  static void rank(TensorType type, int rank, String what) {
    require(
        type.shape().rank() == rank,
        () -> what + " must have " + rank + " axes, not " + type.shape());
  }

  static void positive(long value, String what) {
    require(value >= 1, what + " must be at least 1, not " + value);
  }

  static void notNegative(long value, String what) {
    require(value >= 0, what + " must not be negative, not " + value);
  }
}
