package dev.npusim.ir;

import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.ToLongFunction;

/** Every gap on its own, found by looking at all nodes again and again. */
final class SkipsByDefinition {
  private final Graph graph;

  SkipsByDefinition(Graph graph) {
    this.graph = graph;
  }

  /** One line for each gap: what {@link #line} says. */
  List<String> lines(ToLongFunction<Value> size) {
    List<String> lines = new ArrayList<>();
    List<Value> tensors = new ArrayList<>(graph.inputs());
    graph.nodes().stream().filter(n -> !isTransparent(n)).forEach(n -> tensors.add(n.output()));
    for (Value tensor : tensors) {
      int previous = graph.producerIndex(tensor);
      for (int reader : readers(tensor)) {
        int distance = previous < 0 ? 0 : steps(previous, reader);
        if (distance > 1) {
          lines.add(gap(tensor, previous, reader, distance, size));
        }
        previous = reader;
      }
    }
    return lines;
  }

  static String line(Gap gap, long weights) {
    return gap.value().name()
        + " "
        + gap.previousIndex()
        + " "
        + gap.consumerIndex()
        + " "
        + gap.distance()
        + " "
        + gap.chain()
        + " "
        + gap.producers().size()
        + " "
        + gap.chainMacs()
        + " "
        + weights
        + " "
        + names(gap.chainSources());
  }

  private String gap(
      Value tensor, int previous, int reader, int distance, ToLongFunction<Value> size) {
    TreeSet<Integer> chain = new TreeSet<>();
    Set<Value> sources = new HashSet<>();
    Deque<Value> wanted = new ArrayDeque<>(List.of(tensor));
    while (!wanted.isEmpty()) {
      Value next = wanted.pop();
      int producer = graph.producerIndex(next);
      if (producer < 0 || (!next.equals(tensor) && lastUse(next) >= reader)) {
        sources.add(next);
      } else if (chain.add(producer)) {
        wanted.addAll(reads(graph.nodes().get(producer)));
      }
    }
    sources.remove(tensor);
    long macs = 0;
    Set<Value> weights = new HashSet<>();
    for (int position : chain) {
      Node node = graph.nodes().get(position);
      macs += node.macs();
      node.inputs().stream()
          .filter(input -> input.kind() == Value.Kind.PARAMETER)
          .forEach(weights::add);
    }
    return tensor.name()
        + " "
        + previous
        + " "
        + reader
        + " "
        + distance
        + " "
        + chain
        + " "
        + chain.size()
        + " "
        + macs
        + " "
        + weights.stream().mapToLong(size).sum()
        + " "
        + names(sources);
  }

  private static TreeSet<String> names(Set<Value> values) {
    TreeSet<String> names = new TreeSet<>();
    values.forEach(value -> names.add(value.name()));
    return names;
  }

  private int steps(int from, int to) {
    return (int) graph.nodes().subList(from, to).stream().filter(n -> !isTransparent(n)).count();
  }

  private static boolean isTransparent(Node node) {
    return node.op() instanceof Reshape || node.op() instanceof Slice;
  }

  private Value stored(Value value) {
    Node node = graph.producer(value);
    return node != null && isTransparent(node) ? stored(node.input(0)) : value;
  }

  private Set<Value> reads(Node node) {
    Set<Value> reads = new LinkedHashSet<>();
    node.inputs().stream().filter(v -> !v.isStatic()).map(this::stored).forEach(reads::add);
    return reads;
  }

  private List<Integer> readers(Value value) {
    List<Integer> readers = new ArrayList<>();
    for (int position = 0; position < graph.nodes().size(); position++) {
      Node node = graph.nodes().get(position);
      if (!isTransparent(node) && reads(node).contains(value)) {
        readers.add(position);
      }
    }
    return readers;
  }

  private int lastUse(Value value) {
    if (graph.outputs().stream()
        .anyMatch(o -> stored(o).equals(value) && o.elements() == value.elements())) {
      return Integer.MAX_VALUE;
    }
    List<Integer> readers = readers(value);
    return readers.isEmpty() ? -1 : readers.get(readers.size() - 1);
  }
}
