package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Operation;
import dev.npusim.workloads.Coverage;
import dev.npusim.workloads.WorkloadException;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * The state of a translation: the logical graph so far, aliases (identities cost nothing and get no
 * node), and what became of each source node that left none.
 */
final class Translation {
  private final LogicalGraph graph;
  private final long opset;
  private final Map<String, String> aliases = new HashMap<>();
  private final Map<Integer, Coverage.Fate> withoutNode = new HashMap<>();
  private int fresh;

  Translation(LogicalGraph graph, long opset) {
    this.graph = graph;
    this.opset = opset;
  }

  LogicalGraph graph() {
    return graph;
  }

  /** Version of ONNX's own operator set. */
  long opset() {
    return opset;
  }

  String resolve(String value) {
    return aliases.getOrDefault(value, value);
  }

  /** The operand's name in the logical graph. */
  String operand(SourceNode node, int i) {
    String value = resolve(node.input(i));
    if (!graph.isDefined(value)) {
      throw new WorkloadException("operand " + value + " is not defined by anything supported");
    }
    return value;
  }

  Shape shape(SourceNode node, int i) {
    return graph.shape(operand(node, i));
  }

  DataType dataType(SourceNode node, int i) {
    return graph.type(operand(node, i)).dataType();
  }

  @Nullable Literal literal(SourceNode node, int i) {
    return node.hasInput(i) ? graph.literal(operand(node, i)) : null;
  }

  /**
   * Whole numbers given by an operand.
   *
   * @throws WorkloadException where they depend on data or are not in the file
   */
  long[] integers(SourceNode node, int i, String what) {
    Literal literal = literal(node, i);
    ImmutableLongArray found = literal == null ? null : literal.integers();
    if (found == null) {
      throw new WorkloadException(
          what + " (operand " + node.input(i) + ") must be known before the run");
    }
    return found.toArray();
  }

  /** Whole numbers from operand {@code i} or, in older operator sets, an attribute. */
  long @Nullable [] integers(SourceNode node, int i, String attribute, String what) {
    return node.hasInput(i) ? integers(node, i, what) : node.integers(attribute);
  }

  int axis(SourceNode node, long axis, int rank) {
    return axis(axis, rank);
  }

  /** A possibly negative axis counted from 0. */
  static int axis(long axis, int rank) {
    long counted = axis < 0 ? axis + rank : axis;
    if (counted < 0 || counted >= rank) {
      throw new WorkloadException("axis " + axis + " of a tensor with " + rank + " axes");
    }
    return (int) counted;
  }

  void apply(SourceNode node, Operation op, String... operands) {
    step(node, new Step.Apply(op), node.output(0), operands);
  }

  void apply(SourceNode node, Operation op, List<String> operands) {
    apply(node, op, operands.toArray(new String[0]));
  }

  /** One of several nodes a source node becomes; returns the name of its result. */
  String intermediate(SourceNode node, Step step, String... operands) {
    String output = node.output(0) + "~" + fresh++;
    step(node, step, output, operands);
    return output;
  }

  void step(SourceNode node, Step step, String output, String... operands) {
    graph.add(
        new LogicalNode(
            node.name(),
            step,
            ImmutableList.copyOf(operands),
            output,
            ImmutableList.of(node.index())));
  }

  /** The result is the operand itself. */
  void alias(SourceNode node, String value) {
    aliases.put(node.output(0), value);
    withoutNode.put(
        node.index(), graph.literal(value) != null ? Coverage.Fate.CONSTANT : Coverage.Fate.VIEW);
  }

  void fold(SourceNode node, Literal literal) {
    graph.addLiteral(node.output(0), literal);
    withoutNode.put(node.index(), Coverage.Fate.CONSTANT);
  }

  /** The same literal under other extents: a weight that the model reshapes stays that weight. */
  String reshaped(String value, Literal literal, long... dims) {
    String name = value + "~" + fresh++;
    graph.addLiteral(name, literal.withDims(ImmutableLongArray.copyOf(dims)));
    return name;
  }

  /** The same literal with its axes exchanged. */
  String transposed(String value, Literal literal, Integer... axes) {
    String name = value + "~" + fresh++;
    graph.addLiteral(name, literal.transposed(List.of(axes)));
    return name;
  }

  /** What became of a source node that left no logical node; null if it left one. */
  Coverage.@Nullable Fate fateWithoutNode(int index) {
    return withoutNode.get(index);
  }

  static long[] longs(Shape shape) {
    return LongStream.of(shape.dims().toArray()).toArray();
  }
}
