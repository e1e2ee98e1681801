package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Operation;
import java.util.ArrayList;
import java.util.List;

/** Collects nodes in the order they run and names their outputs after them. */
public final class GraphBuilder {
  private final String name;
  private final List<Value> inputs = new ArrayList<>();
  private final List<Value> outputs = new ArrayList<>();
  private final List<Node> nodes = new ArrayList<>();

  public GraphBuilder(String name) {
    this.name = name;
  }

  /** A value given at run time. */
  public Value input(String valueName, TensorType type) {
    return addInput(new Value(valueName, type, Value.Kind.INPUT));
  }

  /** A value kept between runs. */
  public Value state(String valueName, TensorType type) {
    return addInput(new Value(valueName, type, Value.Kind.STATE));
  }

  private Value addInput(Value value) {
    inputs.add(value);
    return value;
  }

  /** A learned tensor of the given extents. */
  public static Value parameter(String valueName, long... dims) {
    return new Value(valueName, TensorType.rowMajor(dims), Value.Kind.PARAMETER);
  }

  /** A tensor of fixed numbers. */
  public static Value constant(String valueName, long... dims) {
    return new Value(valueName, TensorType.rowMajor(dims), Value.Kind.CONSTANT);
  }

  /**
   * Appends a node; its output is named after it.
   *
   * @throws IrException where the inputs do not fit the operation
   */
  public Value add(String nodeName, String block, Operation op, Value... arguments) {
    ImmutableList<Value> in = ImmutableList.copyOf(arguments);
    TensorType type;
    try {
      type = op.infer(in.stream().map(Value::type).collect(ImmutableList.toImmutableList())).get(0);
    } catch (IrException e) {
      throw new IrException("node " + nodeName + " (" + op.kind() + "): " + e.getMessage(), e);
    }
    Value output = new Value(nodeName, type, Value.Kind.ACTIVATION);
    nodes.add(new Node(nodeName, block, op, in, ImmutableList.of(output)));
    return output;
  }

  public void output(Value value) {
    outputs.add(value);
  }

  public Graph build() {
    return new Graph(name, inputs, outputs, nodes);
  }
}
