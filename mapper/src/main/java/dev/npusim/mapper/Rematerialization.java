package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * A graph in which some late readers get their tensor from a copy of its producers instead.
 *
 * <pre>
 *   p -> t -> ... -> late        p -> t -> ...
 *                                p' -> t' -> late
 * </pre>
 *
 * @param copies names of the copied nodes, each with the name of its original
 */
public record Rematerialization(Graph graph, ImmutableMap<String, String> copies) {

  /** The graph as it is. */
  public static Rematerialization none(Graph graph) {
    return new Rematerialization(graph, ImmutableMap.of());
  }

  /**
   * The same with the model's nodes in another order; copies stay in front of what they were made
   * for.
   *
   * @param order names of all nodes that are no copies
   * @throws dev.npusim.ir.IrException where something would be read before it is made
   */
  public Rematerialization inOrder(ImmutableList<String> order) {
    Map<String, List<Node>> blocks = new HashMap<>();
    List<Node> block = new ArrayList<>();
    for (Node node : graph.nodes()) {
      block.add(node);
      if (!copies.containsKey(node.name())) {
        blocks.put(node.name(), block);
        block = new ArrayList<>();
      }
    }
    List<Node> nodes = new ArrayList<>();
    order.forEach(name -> nodes.addAll(blocks.getOrDefault(name, List.of())));
    return new Rematerialization(
        new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes), copies);
  }

  /**
   * Copies the chains of {@code gaps}, each just before its reader; chains read what is there
   * anyway.
   */
  public static Rematerialization of(Graph graph, Collection<Gap> gaps) {
    Map<Gap, Collection<Integer>> chains = new HashMap<>();
    gaps.forEach(gap -> chains.put(gap, gap.chain()));
    return copy(graph, gaps, chains);
  }

  /**
   * Copies the producers of all {@code gaps} although none of their tensors is there any more:
   * chains reach back to graph inputs, or to tensors that are alive at the reader for another
   * reason.
   */
  public static Rematerialization ofAll(Graph graph, Collection<Gap> gaps) {
    Set<String> gone = new HashSet<>();
    gaps.forEach(gap -> gone.add(gap.value().name()));
    Map<Gap, Collection<Integer>> chains = new HashMap<>();
    for (Gap gap : gaps) {
      Set<String> sources = new HashSet<>();
      gap.chainSources().stream()
          .filter(source -> !gone.contains(source.name()))
          .forEach(source -> sources.add(source.name()));
      chains.put(gap, chain(graph, gap, sources, gaps));
    }
    return copy(graph, gaps, chains);
  }

  /** Positions of all nodes behind the gap's tensor, up to its sources and graph inputs. */
  private static Collection<Integer> chain(
      Graph graph, Gap gap, Set<String> sources, Collection<Gap> gaps) {
    // What is alive at this reader anyway, as found for any other gap with the same reader or a
    // later one.
    for (Gap other : gaps) {
      if (other.consumerIndex() >= gap.consumerIndex()) {
        for (Value source : other.chainSources()) {
          boolean isGap = gaps.stream().anyMatch(g -> g.value().equals(source));
          if (!isGap && graph.producerIndex(source) < gap.producerIndex()) {
            sources.add(source.name());
          }
        }
      }
    }
    TreeSet<Integer> chain = new TreeSet<>();
    Deque<Value> wanted = new ArrayDeque<>(List.of(gap.value()));
    while (!wanted.isEmpty()) {
      Value next = wanted.pop();
      int producer = graph.producerIndex(next);
      boolean source = sources.contains(next.name()) && !next.equals(gap.value());
      if (producer >= 0 && !source && chain.add(producer)) {
        graph.nodes().get(producer).inputs().stream()
            .filter(input -> !input.isStatic())
            .forEach(wanted::add);
      }
    }
    return chain;
  }

  private static Rematerialization copy(
      Graph graph, Collection<Gap> gaps, Map<Gap, Collection<Integer>> chains) {
    List<Node> nodes = new ArrayList<>();
    ImmutableMap.Builder<String, String> copies = ImmutableMap.builder();
    Map<Integer, List<Gap>> byConsumer = new HashMap<>();
    gaps.forEach(
        gap -> byConsumer.computeIfAbsent(gap.consumerIndex(), key -> new ArrayList<>()).add(gap));
    for (int index = 0; index < graph.nodes().size(); index++) {
      Node node = graph.nodes().get(index);
      // Tensors that come back at the same reader share the copies of what made them.
      TreeSet<Integer> chain = new TreeSet<>();
      for (Gap gap : byConsumer.getOrDefault(index, List.of())) {
        chain.addAll(withViews(graph, gap, chains.getOrDefault(gap, List.of())));
      }
      Map<String, Value> copied = new HashMap<>();
      for (int position : chain) {
        Node original = graph.nodes().get(position);
        Node clone = clone(original, node.name(), copied);
        nodes.add(clone);
        copies.put(clone.name(), original.name());
        copied.put(original.output().name(), clone.output());
      }
      node = redirect(node, copied);
      nodes.add(node);
    }
    return new Rematerialization(
        new Graph(graph.name(), graph.inputs(), graph.outputs(), nodes), copies.buildOrThrow());
  }

  /** The chain with the views in between, and those between the tensor and its reader. */
  private static TreeSet<Integer> withViews(Graph graph, Gap gap, Collection<Integer> chain) {
    TreeSet<Integer> all = new TreeSet<>(chain);
    Set<String> made = new HashSet<>();
    for (int index = 0; index < gap.consumerIndex(); index++) {
      Node node = graph.nodes().get(index);
      boolean seesCopy = node.inputs().stream().anyMatch(input -> made.contains(input.name()));
      if (all.contains(index) || (node.op() instanceof View && seesCopy)) {
        all.add(index);
        made.add(node.output().name());
      }
    }
    // Only views that lead to a node of the chain or to the reader are worth copying.
    Set<String> read = new HashSet<>();
    graph.nodes().get(gap.consumerIndex()).inputs().forEach(input -> read.add(input.name()));
    for (Integer index : all.descendingSet().toArray(new Integer[0])) {
      Node node = graph.nodes().get(index);
      if (read.contains(node.output().name()) || !(node.op() instanceof View)) {
        node.inputs().forEach(input -> read.add(input.name()));
      } else {
        all.remove(index);
      }
    }
    return all;
  }

  private static Node clone(Node original, String reader, Map<String, Value> copied) {
    String name = original.name() + "@" + reader;
    Value output =
        new Value(
            original.output().name() + "@" + reader,
            original.output().type(),
            Value.Kind.ACTIVATION);
    return new Node(
        name,
        original.block(),
        original.op(),
        redirect(original, copied).inputs(),
        ImmutableList.of(output));
  }

  private static Node redirect(Node node, Map<String, Value> copied) {
    ImmutableList<Value> inputs =
        node.inputs().stream()
            .map(input -> copied.getOrDefault(input.name(), input))
            .collect(ImmutableList.toImmutableList());
    return new Node(node.name(), node.block(), node.op(), inputs, node.outputs());
  }
}
