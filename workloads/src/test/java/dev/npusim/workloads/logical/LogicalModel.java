package dev.npusim.workloads.logical;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Operation;
import java.util.Arrays;
import java.util.List;

/** Small logical graphs, a line per value; a node is named after its value. */
public final class LogicalModel {
  private final LogicalGraph graph = new LogicalGraph("g");

  public LogicalModel input(String name, long... dims) {
    graph.addInput(name, Shape.of(dims), DataType.FLOAT32);
    return this;
  }

  /** A tensor of the file; without values they are not whole or half numbers. */
  public LogicalModel reals(String name, long[] dims, double... values) {
    double[] contents = values;
    if (values.length == 0) {
      contents = new double[Math.toIntExact(Shape.of(dims).elements())];
      Arrays.setAll(contents, i -> 0.1 + i / 7.0);
    }
    graph.addLiteral(
        name, Literal.ofReals(name, ImmutableLongArray.copyOf(dims), DataType.FLOAT32, contents));
    return this;
  }

  public LogicalModel integers(String name, long... values) {
    graph.addLiteral(name, Literal.ofIntegers(name, ImmutableLongArray.of(values.length), values));
    return this;
  }

  public LogicalModel apply(String output, Operation op, String... inputs) {
    return add(output, new Step.Apply(op), inputs);
  }

  public LogicalModel regroup(String output, String input, long... dims) {
    return add(output, new Step.Regroup(Shape.of(dims)), input);
  }

  public LogicalModel transpose(String output, String input, Integer... axes) {
    return add(output, new Step.Transpose(ImmutableList.copyOf(axes)), input);
  }

  private LogicalModel add(String output, Step step, String... inputs) {
    graph.add(
        new LogicalNode(
            output, step, ImmutableList.copyOf(List.of(inputs)), output, ImmutableList.of()));
    return this;
  }

  public LogicalGraph graph(String... outputs) {
    List.of(outputs).forEach(graph::addOutput);
    return graph;
  }
}
