package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.workloads.WorkloadException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What a file says about a graph input.
 *
 * @param axes null where it says nothing about its shape
 */
record DeclaredInput(String name, DataType dataType, @Nullable ImmutableList<Axis> axes) {
  /**
   * One axis.
   *
   * @param extent as far as {@code symbol} is empty
   * @param symbol name of an extent that the file leaves open
   */
  record Axis(long extent, String symbol) {
    boolean isOpen() {
      return !symbol.isEmpty();
    }

    @Override
    public String toString() {
      return isOpen() ? symbol : Long.toString(extent);
    }
  }

  /**
   * @throws WorkloadException where the input has no name, no elements, or is no tensor
   */
  static DeclaredInput of(ValueInfoProto input) {
    String name = input.getName();
    if (name.isEmpty()) {
      throw new WorkloadException("a graph input has no name");
    }
    TypeProto type = input.getType();
    if (!type.hasTensorType()) {
      throw new WorkloadException("graph input " + name + " " + kind(type));
    }
    DataType elements = OnnxTypes.of(type.getTensorType().getElemType(), "graph input " + name);
    if (!type.getTensorType().hasShape()) {
      return new DeclaredInput(name, elements, null);
    }
    List<Dimension> dims = type.getTensorType().getShape().getDimList();
    ImmutableList.Builder<Axis> axes = ImmutableList.builder();
    for (int index = 0; index < dims.size(); index++) {
      axes.add(axis(name, index, dims.get(index)));
    }
    return new DeclaredInput(name, elements, axes.build());
  }

  private static String kind(TypeProto type) {
    return switch (type.getValueCase()) {
      case SEQUENCE_TYPE -> "is a sequence; only tensors are supported";
      case OPTIONAL_TYPE -> "is an optional; only tensors are supported";
      case MAP_TYPE -> "is a map; only tensors are supported";
      case SPARSE_TENSOR_TYPE -> "is a sparse tensor; only dense ones are supported";
      default -> "states no type";
    };
  }

  /**
   * Some writers state -1 where they know nothing. A name must survive in a list of {@code
   * NAME=VALUE,...}.
   */
  private static Axis axis(String input, int index, Dimension dim) {
    if (dim.hasDimValue() && dim.getDimValue() != -1) {
      if (dim.getDimValue() < 1) {
        throw new WorkloadException(
            "graph input "
                + input
                + " has extent "
                + dim.getDimValue()
                + " at axis "
                + index
                + (dim.getDimValue() == 0
                    ? ", so it is empty and there is nothing to run on it; export the model with an"
                        + " input that has elements"
                    : "; an extent is at least 1: export the model again, or with a name for an"
                        + " extent that is open"));
      }
      return new Axis(dim.getDimValue(), "");
    }
    String symbol = dim.getDimParam().isBlank() ? input + "." + index : dim.getDimParam();
    return new Axis(0, option(symbol));
  }

  /** The name of an open extent as it is given: commas and equal signs have a meaning there. */
  static String option(String symbol) {
    return symbol.strip().replaceAll("[,=]", "_");
  }

  /** Extents and names, as in {@code batch x 3 x 224 x 224}. */
  String shape() {
    if (axes == null) {
      return "unknown";
    }
    return axes.isEmpty()
        ? "scalar"
        : axes.stream().map(Axis::toString).collect(Collectors.joining(" x "));
  }
}
