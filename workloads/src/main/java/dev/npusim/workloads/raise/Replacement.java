package dev.npusim.workloads.raise;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Select;
import dev.npusim.workloads.logical.Literal;
import dev.npusim.workloads.logical.LogicalGraph;
import dev.npusim.workloads.logical.LogicalNode;
import dev.npusim.workloads.logical.Step;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/** Collects the nodes that take the place of one; names of new values extend its output's name. */
final class Replacement {
  private final LogicalGraph graph;
  private final LogicalNode root;
  private final ImmutableList.Builder<LogicalNode> nodes = ImmutableList.builder();
  private final Map<String, Literal> literals = new LinkedHashMap<>();
  private String main;
  private int count;

  Replacement(LogicalGraph graph, LogicalNode root) {
    this.graph = graph;
    this.root = root;
    this.main = root.output();
  }

  /** {@code value} under other extents; a literal is another literal then. */
  String regroup(String value, Shape shape) {
    Literal literal = literals.get(value);
    literal = literal == null ? graph.literal(value) : literal;
    if (literal != null) {
      return literal(literal.withDims(shape.dims()));
    }
    return add(new Step.Regroup(shape), ImmutableList.of(value), ImmutableList.of());
  }

  /** {@code value} with its axes exchanged. */
  String transpose(String value, ImmutableList<Integer> axes) {
    return add(new Step.Transpose(axes), ImmutableList.of(value), ImmutableList.of());
  }

  /** An operation that helps. */
  String apply(Operation op, String... operands) {
    return add(new Step.Apply(op), ImmutableList.copyOf(operands), ImmutableList.of());
  }

  /** An operation that does the work of {@code part}, which it replaces. */
  String instead(LogicalNode part, Operation op, Collection<String> operands) {
    return add(new Step.Apply(op), ImmutableList.copyOf(operands), part.sources());
  }

  /** The operation that all this is about. */
  String main(Operation op, Collection<String> operands) {
    main = add(new Step.Apply(op), ImmutableList.copyOf(operands), root.sources());
    return main;
  }

  /** The operation that all this is about, the same as {@code part} on other operands. */
  String mainAs(LogicalNode part, Operation op, Collection<String> operands) {
    main = fresh();
    nodes.add(renamed(part, main, op, operands));
    return main;
  }

  private LogicalNode renamed(
      LogicalNode part, String output, Operation op, Collection<String> operands) {
    return new LogicalNode(
        part.name(), new Step.Apply(op), ImmutableList.copyOf(operands), output, root.sources());
  }

  /** Numbers to add where truths hold, minus infinity elsewhere. */
  String hidden(String truths, String addends) {
    return apply(new Select(), truths, addends, real(Double.NEGATIVE_INFINITY));
  }

  private String real(double value) {
    String name = fresh();
    literals.put(name, Literal.ofReals(name, ImmutableLongArray.of(), DataType.FLOAT32, value));
    return name;
  }

  String literal(Literal literal) {
    String name = fresh();
    literals.put(name, literal);
    return name;
  }

  /**
   * What the root computed is {@code value} under the root's extents; where there is no main
   * operation, that view stands for the root.
   */
  Optional<RaisingRule.Raised> finish(String value) {
    boolean alone = main.equals(root.output());
    nodes.add(
        root.with(new Step.Regroup(graph.shape(root.output())), value)
            .withSources(alone ? root.sources() : ImmutableList.of()));
    return Optional.of(new RaisingRule.Raised(nodes.build(), main, ImmutableMap.copyOf(literals)));
  }

  /** What the root computed is {@code op} of {@code operands}. */
  Optional<RaisingRule.Raised> finish(Operation op, Collection<String> operands) {
    nodes.add(root.with(op, ImmutableList.copyOf(operands)));
    return Optional.of(
        new RaisingRule.Raised(nodes.build(), root.output(), ImmutableMap.copyOf(literals)));
  }

  /**
   * What the root computed is {@code op} of {@code operands}, known by the name of {@code part}.
   */
  Optional<RaisingRule.Raised> finishAs(
      LogicalNode part, Operation op, Collection<String> operands) {
    nodes.add(renamed(part, root.output(), op, operands));
    return Optional.of(
        new RaisingRule.Raised(nodes.build(), root.output(), ImmutableMap.copyOf(literals)));
  }

  private String add(Step step, ImmutableList<String> inputs, ImmutableList<Integer> sources) {
    String output = fresh();
    nodes.add(new LogicalNode(root.name(), step, inputs, output, sources));
    return output;
  }

  private String fresh() {
    String name;
    do {
      name = root.output() + "/" + count++;
    } while (graph.isDefined(name));
    return name;
  }
}
