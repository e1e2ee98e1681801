package dev.npusim.workloads.onnx;

import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.TensorShapeProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import dev.npusim.ir.IrException;
import dev.npusim.workloads.LoadOptions;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Translates nodes one by one: computed at once where all operands are known, unfolded where they
 * hold sub-graphs, else by the translator of their operator. Shapes that the file states are
 * compared with ours.
 */
final class NodeTranslator {
  private final Translation translation;
  private final Functions functions;
  private final ControlFlow controlFlow;
  private final Map<String, TypeProto.Tensor> stated = new HashMap<>();
  private final Approximations approximations;
  private final boolean approximate;
  private final Signatures signatures = new Signatures();

  NodeTranslator(
      Translation translation,
      Functions functions,
      Sources sources,
      ResultExtents results,
      LoadOptions options) {
    this.translation = translation;
    this.functions = functions;
    this.controlFlow = new ControlFlow(translation, this, sources);
    this.approximations = new Approximations(translation, stated, results);
    this.approximate = options.allowApproximations();
  }

  /** Remembers the type of a value that the file states. */
  void state(ValueInfoProto info) {
    if (info.getType().hasTensorType()) {
      stated.put(info.getName(), info.getType().getTensorType());
    }
  }

  /**
   * @param nodes in any order, calls of functions among them
   * @throws WorkloadException where one of them cannot be translated; names it
   */
  void translate(List<NodeProto> nodes, Scope scope) {
    List<SourceNode> ordered = SourceOrder.of(functions.inline(nodes, scope));
    ordered.forEach(this::checkSupported);
    ordered.forEach(this::translate);
  }

  private void checkSupported(SourceNode node) {
    if (!approximate && !Operators.ROWS.containsKey(node.op())) {
      throw Operators.unknown(node);
    }
  }

  private void translate(SourceNode node) {
    try {
      for (String output : node.proto().getOutputList()) {
        if (!output.isEmpty() && translation.isTaken(output)) {
          throw new WorkloadException("value " + output + " is defined twice");
        }
      }
      signatures.check(node);
      translation.enter(node);
      if (ControlFlow.holds(node)) {
        controlFlow.unfold(node);
      } else {
        compute(node);
      }
      node.proto().getOutputList().forEach(this::compare);
    } catch (WorkloadException | IrException e) {
      throw new WorkloadException(
          "node " + node.name() + " (" + node.op() + "): " + e.getMessage(), e);
    } catch (ArithmeticException e) {
      throw new WorkloadException(
          "node " + node.name() + " (" + node.op() + "): a number is too large", e);
    } catch (IndexOutOfBoundsException e) {
      throw new WorkloadException(
          "node "
              + node.name()
              + " ("
              + node.op()
              + "): an operand or attribute has fewer axes or numbers than the operator needs",
          e);
    }
  }

  private void compute(SourceNode node) {
    Optional<Literal> folded = EmptyTensors.fold(node, translation);
    if (folded.isPresent()) {
      translation.fold(node, folded.get());
    } else if (!Operators.ROWS.containsKey(node.op())) {
      approximations.translate(node, "an unknown operator");
    } else {
      known(node);
    }
  }

  private void known(SourceNode node) {
    try {
      Operators.translator(node.op()).translate(node, translation);
    } catch (UnsupportedException e) {
      if (!approximate) {
        throw e;
      }
      approximations.translate(node, "" + e.getMessage());
    }
  }

  /** What the user has to know about how nodes were read, one sentence each. */
  List<String> notes() {
    return signatures.notes();
  }

  private void compare(String output) {
    TypeProto.Tensor type = stated.get(output);
    String value = translation.resolve(output);
    if (type == null || !type.hasShape() || !translation.graph().isDefined(value)) {
      return;
    }
    TensorShapeProto file = type.getShape();
    Literal literal = translation.graph().literal(value);
    long[] ours =
        literal != null
            ? literal.dims().toArray()
            : translation.graph().shape(value).dims().toArray();
    boolean same = file.getDimCount() == ours.length;
    for (int axis = 0; same && axis < ours.length; axis++) {
      TensorShapeProto.Dimension dim = file.getDim(axis);
      same = !dim.hasDimValue() || dim.getDimValue() == ours[axis];
    }
    if (!same) {
      throw new WorkloadException(
          "the file gives "
              + output
              + " other extents than its operator does: "
              + list(file)
              + " against "
              + Arrays.toString(ours));
    }
  }

  private static List<String> list(TensorShapeProto shape) {
    return shape.getDimList().stream()
        .map(dim -> dim.hasDimValue() ? Long.toString(dim.getDimValue()) : dim.getDimParam())
        .toList();
  }
}
