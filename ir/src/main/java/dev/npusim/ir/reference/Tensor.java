package dev.npusim.ir.reference;

import dev.npusim.ir.DataType;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import java.util.Arrays;

/**
 * Numbers of some type, whatever its layout, in row-major order of its shape. Truth values are 0
 * and 1; whole numbers are exact up to 2^53.
 */
public final class Tensor {
  private final TensorType type;
  private final double[] values;

  /**
   * @param values owned by the tensor from now on
   * @throws IrException where their number does not fit the shape
   */
  public Tensor(TensorType type, double[] values) {
    if (type.elements() != values.length) {
      throw new IrException(values.length + " numbers for a tensor of " + type);
    }
    this.type = type;
    this.values = values;
  }

  /** A row-major tensor of single-precision type. */
  public static Tensor of(Shape shape, double... values) {
    return new Tensor(TensorType.rowMajor(shape.dims().toArray()), values);
  }

  public TensorType type() {
    return type;
  }

  public Shape shape() {
    return type.shape();
  }

  public DataType dataType() {
    return type.dataType();
  }

  public int size() {
    return values.length;
  }

  /** The extent at {@code axis}; negative axes count from the end. */
  public int dim(int axis) {
    return Math.toIntExact(shape().dim(axis));
  }

  /** The element at {@code index} in row-major order. */
  public double at(int index) {
    return values[index];
  }

  /** A copy of all elements. */
  public double[] toArray() {
    return values.clone();
  }

  /** All elements, not to be changed. */
  double[] values() {
    return values;
  }

  @Override
  public String toString() {
    String shown = Arrays.toString(Arrays.copyOf(values, Math.min(values.length, 8)));
    return type + " " + (values.length > 8 ? shown.replace("]", ", ...]") : shown);
  }
}
