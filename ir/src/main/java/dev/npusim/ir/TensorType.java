package dev.npusim.ir;

/**
 * Shape, element type and layout of a value; seen by everything downstream as a matrix of rows by
 * columns.
 */
public record TensorType(Shape shape, DataType dataType, Layout layout) {
  public TensorType {
    if (layout == Layout.IMAGE && shape.rank() < 3) {
      throw new IrException("an image needs at least 3 axes, not " + shape);
    }
  }

  public static TensorType image(long... dims) {
    return new TensorType(Shape.of(dims), DataType.FLOAT32, Layout.IMAGE);
  }

  public static TensorType rowMajor(long... dims) {
    return new TensorType(Shape.of(dims), DataType.FLOAT32, Layout.ROW_MAJOR);
  }

  public TensorType withShape(Shape newShape) {
    return new TensorType(newShape, dataType, layout);
  }

  public TensorType withDataType(DataType newType) {
    return new TensorType(shape, newType, layout);
  }

  public long elements() {
    return shape.elements();
  }

  /** The axis whose elements are contiguous, or -1 for a scalar. */
  public int columnAxis() {
    return layout == Layout.IMAGE ? 1 : shape.rank() - 1;
  }

  /**
   * Extent of the contiguous axis: channels of an image, the last axis otherwise; 1 for a scalar.
   */
  public long columns() {
    return shape.rank() == 0 ? 1 : shape.dim(columnAxis());
  }

  /**
   * All other axes together: positions of an image (batch, height, width), tokens of a sequence.
   */
  public long rows() {
    return elements() / columns();
  }

  /** The whole tensor as a region of its matrix. */
  public Region wholeRegion() {
    return new Region(0, Math.toIntExact(rows()), 0, Math.toIntExact(columns()));
  }

  @Override
  public String toString() {
    return shape + " " + dataType.name().toLowerCase(java.util.Locale.ROOT);
  }
}
