package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto.Dimension;
import ai.onnx.proto.OnnxMl.TypeProto;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Operators of which nothing is known but their tensors: one lane operation per element of all
 * inputs and outputs, no multiply-accumulates. Results have the extents that the file states, else
 * those of the first input.
 */
final class Approximations {
  private static final String BASIS = "one lane operation per element of inputs and outputs";

  private final Translation translation;
  private final Map<String, TypeProto.Tensor> stated;
  private final Map<String, String> dims;

  /**
   * @param stated types the file states, by value
   * @param dims extents for symbolic dimensions
   */
  Approximations(
      Translation translation, Map<String, TypeProto.Tensor> stated, Map<String, String> dims) {
    this.translation = translation;
    this.stated = stated;
    this.dims = dims;
  }

  /**
   * @param why it is not costed exactly
   * @throws WorkloadException where a result has no extents
   */
  void translate(SourceNode node, String why) {
    Steps steps = translation.steps(node);
    List<String> operands = new ArrayList<>();
    for (String name : node.inputs()) {
      String value = translation.resolve(name);
      boolean empty = EmptyTensors.isEmpty(translation.graph().literal(value));
      if (translation.graph().isDefined(value) && !empty) {
        operands.add(value);
      }
    }
    String basis = why + "; " + BASIS;
    for (int i = 0; i < node.outputCount(); i++) {
      if (node.hasOutput(i) && !translation.isTaken(node.output(i))) {
        TensorType type = type(node, i, operands, steps);
        List<String> read = i == 0 ? operands : smallest(operands, steps);
        long work = type.elements();
        for (String operand : read) {
          work = Math.addExact(work, steps.shape(operand).elements());
        }
        List<String> from = read.isEmpty() ? List.of(steps.integer(0)) : read;
        steps.result(
            i, steps.approximate(node.op(), type.shape(), type.dataType(), work, basis, from));
      }
    }
  }

  /** Results behind the first are computed along with it; one operand ties them to the graph. */
  private static List<String> smallest(List<String> operands, Steps steps) {
    return operands.stream()
        .min(Comparator.comparingLong(operand -> steps.shape(operand).elements()))
        .stream()
        .toList();
  }

  private TensorType type(SourceNode node, int i, List<String> operands, Steps steps) {
    TypeProto.Tensor known = stated.get(node.output(i));
    Shape shape = known == null || !known.hasShape() ? null : shape(known.getShape());
    if (shape == null && operands.isEmpty()) {
      throw new WorkloadException(
          "its result "
              + node.output(i)
              + " has no extents: neither does the file state any, nor has the node an input");
    }
    DataType type =
        known != null && known.getElemType() != 0
            ? OnnxTypes.of(known.getElemType(), "value " + node.output(i))
            : operands.isEmpty() ? DataType.FLOAT32 : steps.type(operands.get(0));
    return new TensorType(
        shape == null ? steps.shape(operands.get(0)) : shape, type, Layout.ROW_MAJOR);
  }

  /** Null where an extent is open. */
  private @Nullable Shape shape(TensorShapeProto stated) {
    long[] extents = new long[stated.getDimCount()];
    for (int axis = 0; axis < extents.length; axis++) {
      Dimension dim = stated.getDim(axis);
      String given = dims.getOrDefault(dim.getDimParam(), "");
      if (!dim.hasDimValue() && !given.matches("[0-9]{1,18}")) {
        return null;
      }
      extents[axis] = dim.hasDimValue() ? dim.getDimValue() : Long.parseLong(given);
    }
    return Shape.of(extents);
  }
}
