package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A model: nodes in an order in which they can run. Immutable and checked on construction: names
 * are unique, every value is defined before it is read, and every node's outputs have the types its
 * operation infers.
 */
public final class Graph {
  private final String name;
  private final ImmutableList<Value> inputs;
  private final ImmutableList<Value> outputs;
  private final ImmutableList<Node> nodes;
  private final ImmutableMap<String, Integer> producers;
  private final ImmutableListMultimap<String, Integer> consumers;
  private final ImmutableList<Value> parameters;

  /**
   * @param inputs values of kind INPUT or STATE
   * @param outputs what the run must leave in DRAM
   * @param nodes in topological order; see {@link GraphOrder} for nodes in any order
   * @throws IrException where the graph is not well formed
   */
  public Graph(String name, List<Value> inputs, List<Value> outputs, List<Node> nodes) {
    this.name = name;
    this.inputs = ImmutableList.copyOf(inputs);
    this.outputs = ImmutableList.copyOf(outputs);
    this.nodes = ImmutableList.copyOf(nodes);

    Map<String, Value> defined = new LinkedHashMap<>();
    for (Value input : this.inputs) {
      if (input.kind() != Value.Kind.INPUT && input.kind() != Value.Kind.STATE) {
        throw new IrException("graph input " + input.name() + " is of kind " + input.kind());
      }
      define(defined, input, "graph input");
    }
    ImmutableMap.Builder<String, Integer> producerMap = ImmutableMap.builder();
    ImmutableListMultimap.Builder<String, Integer> consumerMap = ImmutableListMultimap.builder();
    Map<String, Value> statics = new LinkedHashMap<>();
    Set<String> names = new LinkedHashSet<>();
    for (int index = 0; index < this.nodes.size(); index++) {
      Node node = this.nodes.get(index);
      if (!names.add(node.name())) {
        throw new IrException("two nodes are named " + node.name());
      }
      for (Value value : new LinkedHashSet<>(node.inputs())) {
        Value known =
            value.isStatic() ? statics.putIfAbsent(value.name(), value) : defined.get(value.name());
        if (!value.isStatic() && known == null) {
          throw new IrException(
              "node " + node.name() + " reads " + value.name() + " before anything defines it");
        }
        if (known != null && !known.equals(value)) {
          throw new IrException(
              "node " + node.name() + " reads " + value + ", which is defined as " + known);
        }
        consumerMap.put(value.name(), index);
      }
      List<TensorType> inferred;
      try {
        inferred = node.op().infer(node.types());
      } catch (IrException e) {
        throw new IrException(
            "node " + node.name() + " (" + node.op().kind() + "): " + e.getMessage(), e);
      }
      List<TensorType> stated = node.outputs().stream().map(Value::type).toList();
      if (!inferred.equals(stated)) {
        throw new IrException(
            "node "
                + node.name()
                + " ("
                + node.op().kind()
                + ") yields "
                + inferred
                + ", stated as "
                + stated);
      }
      for (Value output : node.outputs()) {
        define(defined, output, "output of node " + node.name());
        producerMap.put(output.name(), index);
      }
    }
    for (Value output : this.outputs) {
      if (!output.equals(defined.get(output.name()))) {
        throw new IrException("graph output " + output.name() + " is not defined by any node");
      }
    }
    this.producers = producerMap.buildOrThrow();
    this.consumers = consumerMap.build();
    this.parameters =
        statics.values().stream()
            .filter(value -> value.kind() == Value.Kind.PARAMETER)
            .collect(ImmutableList.toImmutableList());
  }

  private static void define(Map<String, Value> defined, Value value, String what) {
    if (defined.putIfAbsent(value.name(), value) != null) {
      throw new IrException(what + " " + value.name() + " is defined twice");
    }
  }

  public String name() {
    return name;
  }

  public ImmutableList<Value> inputs() {
    return inputs;
  }

  public ImmutableList<Value> outputs() {
    return outputs;
  }

  public ImmutableList<Node> nodes() {
    return nodes;
  }

  /** Every learned tensor as it is stored, once each, in order of first use. */
  public ImmutableList<Value> parameters() {
    return parameters;
  }

  /** Learned numbers; those of shared tensors, and of tensors stored in several orders, once. */
  public long parameterCount() {
    Set<String> origins = new HashSet<>();
    return parameters.stream()
        .filter(value -> origins.add(value.origin()))
        .mapToLong(Value::elements)
        .sum();
  }

  public long macs() {
    return nodes.stream().mapToLong(Node::macs).sum();
  }

  /** The node that computes {@code value}, or null for inputs, parameters and constants. */
  public @Nullable Node producer(Value value) {
    Integer index = producers.get(value.name());
    return index == null ? null : nodes.get(index);
  }

  /** Position in {@link #nodes()} of the node that computes {@code value}, or -1. */
  public int producerIndex(Value value) {
    return producers.getOrDefault(value.name(), -1);
  }

  /** Positions in {@link #nodes()} of the nodes that read {@code value}, ascending, each once. */
  public ImmutableList<Integer> consumerIndices(Value value) {
    return consumers.get(value.name());
  }

  public boolean isOutput(Value value) {
    return outputs.contains(value);
  }
}
