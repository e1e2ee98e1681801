package dev.npusim.ir.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Operation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Runs a graph node by node in double precision. Integer results are cut towards zero, and those of
 * 8 bits wrap around (wider ones stand for signed and unsigned numbers alike). A tensor is dropped
 * after its last reader.
 */
public final class Executor {
  private final Graph graph;
  private final Function<Value, Optional<double[]>> statics;
  private final Map<String, Tensor> tensors = new HashMap<>();
  private final Map<String, Integer> readersLeft = new HashMap<>();

  private Executor(Graph graph, Function<Value, Optional<double[]>> statics) {
    this.graph = graph;
    this.statics = statics;
    graph.nodes().stream()
        .flatMap(node -> node.inputs().stream())
        .forEach(value -> readersLeft.merge(value.name(), 1, Integer::sum));
    graph.outputs().forEach(value -> readersLeft.merge(value.name(), 1, Integer::sum));
  }

  /**
   * @param statics contents of parameters and constants, in row-major order
   * @param inputs the graph's inputs and states by name
   * @return the graph's outputs by name, in the graph's order
   * @throws IrException naming the input that is missing, unknown or of another shape, the
   *     parameter without contents, or the node that cannot be computed
   */
  public static ImmutableMap<String, Tensor> run(
      Graph graph, Function<Value, Optional<double[]>> statics, Map<String, Tensor> inputs) {
    return new Executor(graph, statics).run(inputs);
  }

  /**
   * One operation by itself.
   *
   * @throws IrException where the operands do not fit, or the operation has no meaning in numbers
   */
  public static Tensor run(Operation op, List<Tensor> operands) {
    TensorType type =
        op.infer(operands.stream().map(Tensor::type).collect(ImmutableList.toImmutableList()))
            .get(0);
    return new Tensor(type, cut(Kernels.compute(op, operands, type), type.dataType()));
  }

  private ImmutableMap<String, Tensor> run(Map<String, Tensor> inputs) {
    accept(inputs);
    for (Node node : graph.nodes()) {
      List<Tensor> operands = new ArrayList<>();
      node.inputs().forEach(value -> operands.add(read(value, node)));
      try {
        TensorType type = node.output().type();
        double[] result = Kernels.compute(node.op(), operands, type);
        keep(node.output(), new Tensor(type, cut(result, type.dataType())));
      } catch (IrException | ArithmeticException | IndexOutOfBoundsException e) {
        throw new IrException(
            "node " + node.name() + " (" + node.op().kind() + "): " + e.getMessage(), e);
      }
      node.inputs().forEach(this::release);
    }
    ImmutableMap.Builder<String, Tensor> outputs = ImmutableMap.builder();
    for (Value output : graph.outputs()) {
      outputs.put(output.name(), known(output, "the graph's output"));
    }
    return outputs.buildOrThrow();
  }

  private void accept(Map<String, Tensor> inputs) {
    List<String> names = graph.inputs().stream().map(Value::name).toList();
    for (String given : inputs.keySet()) {
      if (!names.contains(given)) {
        throw new IrException(
            "the graph has no input " + given + "; it has " + String.join(", ", names));
      }
    }
    for (Value input : graph.inputs()) {
      Tensor given = inputs.get(input.name());
      if (given == null || !given.shape().equals(input.type().shape())) {
        throw new IrException(
            "input "
                + input.name()
                + " must be given as "
                + input.type()
                + ", not "
                + (given == null ? "left out" : "as " + given.type()));
      }
      keep(input, new Tensor(input.type(), given.values()));
    }
  }

  private void keep(Value value, Tensor tensor) {
    if (readersLeft.containsKey(value.name())) {
      tensors.put(value.name(), tensor);
    }
  }

  private Tensor read(Value value, Node node) {
    if (!value.isStatic()) {
      return known(value, "node " + node.name());
    }
    double[] contents =
        statics
            .apply(value)
            .orElseThrow(
                () ->
                    new IrException(
                        "node " + node.name() + ": nobody knows what " + value.name() + " holds"));
    return new Tensor(value.type(), contents);
  }

  private Tensor known(Value value, String reader) {
    Tensor tensor = tensors.get(value.name());
    if (tensor == null) {
      throw new IrException(reader + " needs " + value.name() + ", which nothing computed");
    }
    return tensor;
  }

  private void release(Value value) {
    if (readersLeft.merge(value.name(), -1, Integer::sum) == 0) {
      tensors.remove(value.name());
    }
  }

  private static double[] cut(double[] values, DataType type) {
    for (int i = 0; i < values.length && !type.isFloating(); i++) {
      long whole = (long) values[i];
      values[i] =
          switch (type) {
            case BOOL -> values[i] == 0 ? 0 : 1;
            case INT8 -> (byte) whole;
            case UINT8 -> whole & 0xFF;
            default -> whole;
          };
    }
    return values;
  }
}
