package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.TensorType;

/**
 * Rounds to the levels of an integer format: {@code level = clamp(round(x / scale) + zeroPoint)},
 * halves to the even level. Input: x. Output: the levels as {@code dataType}, or, when {@code
 * restored}, the numbers {@code (level - zeroPoint) * scale} they stand for. Lane operations per
 * element: multiply-add, round, clamp (3); restored one multiply-add more.
 *
 * @param scale distance between two levels
 * @param zeroPoint level that stands for 0
 * @param lowest smallest level
 * @param highest largest level
 * @param dataType integer type of the levels
 */
public record Quantize(
    double scale, long zeroPoint, long lowest, long highest, DataType dataType, boolean restored)
    implements Elementwise {
  public Quantize {
    Checks.require(scale > 0, "a quantization step of " + scale);
    Checks.require(lowest < highest, "levels from " + lowest + " to " + highest);
  }

  @Override
  public String kind() {
    return restored ? "requantize" : "quantize";
  }

  @Override
  public ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs) {
    Checks.inputs(inputs, 1, 1);
    return restored ? inputs : ImmutableList.of(inputs.get(0).withDataType(dataType));
  }

  @Override
  public long laneOps(ImmutableList<TensorType> inputs) {
    return inputs.get(0).elements() * (restored ? 4 : 3);
  }
}
