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
import java.util.OptionalLong;

/**
 * Operators of which nothing is known but their tensors: one lane operation per element of all
 * inputs and outputs, no multiply-accumulates. Results have the extents that the file states.
 */
final class Approximations {
  private static final String BASIS = "one lane operation per element of inputs and outputs";

  private final Translation translation;
  private final Map<String, TypeProto.Tensor> stated;
  private final ResultExtents open;

  /**
   * @param stated types the file states, by value
   * @param extents those the user gives for symbolic dimensions
   */
  Approximations(
      Translation translation, Map<String, TypeProto.Tensor> stated, ResultExtents extents) {
    this.translation = translation;
    this.stated = stated;
    this.open = extents;
  }

  /**
   * @param why it is not costed exactly
   * @throws WorkloadException where the file does not say how large a result is
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
    String result = node.output(i);
    TypeProto.Tensor known = stated.get(result);
    if (known == null || !known.hasShape()) {
      throw new WorkloadException(
          "its cost cannot be approximated: the file does not state the extents of result "
              + result
              + " (value_info); add them, as shape inference does");
    }
    DataType type =
        known.getElemType() != 0
            ? OnnxTypes.of(known.getElemType(), "value " + result)
            : operands.isEmpty() ? DataType.FLOAT32 : steps.type(operands.get(0));
    return new TensorType(shape(result, known.getShape()), type, Layout.ROW_MAJOR);
  }

  private Shape shape(String result, TensorShapeProto extents) {
    long[] found = new long[extents.getDimCount()];
    for (int axis = 0; axis < found.length; axis++) {
      Dimension dim = extents.getDim(axis);
      OptionalLong given = open.given(dim);
      if (!dim.hasDimValue() && given.isEmpty()) {
        throw new WorkloadException(
            "its cost cannot be approximated: axis "
                + axis
                + " of result "
                + result
                + (dim.getDimParam().isEmpty()
                    ? " has no extent in the file; add it, as shape inference does"
                    : " has the open extent "
                        + ResultExtents.name(dim)
                        + "; give it with --dim "
                        + ResultExtents.name(dim)
                        + "=VALUE"));
      }
      found[axis] = dim.hasDimValue() ? dim.getDimValue() : given.orElseThrow();
    }
    return Shape.of(found);
  }
}
