package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.TensorType;
import java.util.Locale;

/**
 * A function of two elements. Inputs: a, b, broadcast against each other. Output: the broadcast
 * shape, in the layout of the operand that has all of its elements; comparisons yield truth values.
 * One lane operation per output element.
 */
public record Binary(Function function) implements Broadcasting {
  /** The functions; each is one lane operation. */
  public enum Function {
    ADD,
    SUBTRACT,
    MULTIPLY,
    /** Of whole numbers: towards zero. */
    DIVIDE,
    POWER,
    MINIMUM,
    MAXIMUM,
    /** Remainder with the sign of b. */
    MODULO,
    /** Remainder with the sign of a. */
    REMAINDER,
    /** a where it is not negative, else a * b. */
    PRELU,
    EQUAL,
    LESS,
    LESS_OR_EQUAL,
    GREATER,
    GREATER_OR_EQUAL,
    AND,
    OR,
    XOR,
    BITWISE_AND,
    BITWISE_OR,
    BITWISE_XOR,
    SHIFT_LEFT,
    SHIFT_RIGHT;

    /** True for questions: their results are truth values. */
    public boolean isTest() {
      return switch (this) {
        case EQUAL, LESS, LESS_OR_EQUAL, GREATER, GREATER_OR_EQUAL, AND, OR, XOR -> true;
        default -> false;
      };
    }
  }

  @Override
  public String kind() {
    return function.name().toLowerCase(Locale.ROOT);
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 2, 2);
    TensorType joined = Broadcasting.join(inputs);
    return ImmutableList.of(function.isTest() ? joined.withDataType(DataType.BOOL) : joined);
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return infer(inputs).get(0).elements();
  }
}
