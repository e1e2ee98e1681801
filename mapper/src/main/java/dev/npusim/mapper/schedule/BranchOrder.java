package dev.npusim.mapper.schedule;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.View;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * The order of a graph's nodes in which the least lies around: of all topological orders one with
 * the least sum over its steps of what is alive beyond a memory, then of what is alive at all. A
 * value is alive from the node that makes it to its last reader, through views, which own nothing.
 *
 * <p>What is alive after a set of nodes has run does not depend on their order, so orders that ran
 * the same set are one state; of the states after each step the {@code width} best are kept. Exact
 * where that drops none, a beam search otherwise. O(nodes^2 x width) looks at what a node waits
 * for, and a copy of the set of nodes for every node that could run next.
 */
final class BranchOrder {
  private final Graph graph;
  private final long capacityBytes;

  /** Bytes of each value that is stored, by its number. */
  private final long[] bytes;

  /** Values that a node makes, and those that it reads. */
  private final int[][] made;

  private final int[][] read;

  /** Nodes that read a value. */
  private final int[][] readers;

  /** Nodes that have to run before a node. */
  private final BitSet[] before;

  /**
   * @param order positions of the nodes
   * @param excess bytes alive beyond the memory, summed over steps
   * @param alive bytes alive, summed over steps
   */
  record Order(ImmutableList<Integer> order, long excess, long alive) {
    boolean isBetterThan(Order other) {
      return excess < other.excess || (excess == other.excess && alive < other.alive);
    }
  }

  /**
   * @param live bytes alive between the last node and the next
   */
  private record State(
      BitSet done, @Nullable State from, int last, long live, long excess, long alive) {}

  /**
   * @param size bytes of a value
   */
  BranchOrder(Graph graph, ToLongFunction<Value> size, long capacityBytes) {
    this.graph = graph;
    this.capacityBytes = capacityBytes;
    Aliases aliases = Aliases.of(graph);
    int nodes = graph.nodes().size();
    Map<String, Integer> numbers = new HashMap<>();
    List<Value> values = new ArrayList<>();
    this.made = new int[nodes][];
    this.read = new int[nodes][];
    this.before = new BitSet[nodes];
    for (int n = 0; n < nodes; n++) {
      Node node = graph.nodes().get(n);
      before[n] = new BitSet(nodes);
      LinkedHashSet<Integer> seen = new LinkedHashSet<>();
      for (Value input : node.inputs()) {
        int producer = graph.producerIndex(input);
        if (producer >= 0) {
          before[n].set(producer);
        }
        for (Aliases.Piece piece : aliases.pieces(input)) {
          Integer number = numbers.get(piece.root().name());
          if (number != null) {
            seen.add(number);
          }
        }
      }
      read[n] = seen.stream().mapToInt(Integer::intValue).toArray();
      made[n] = new int[node.op() instanceof View ? 0 : node.outputs().size()];
      for (int i = 0; i < made[n].length; i++) {
        made[n][i] = values.size();
        numbers.put(node.outputs().get(i).name(), values.size());
        values.add(node.outputs().get(i));
      }
    }
    this.bytes = values.stream().mapToLong(size).toArray();
    List<List<Integer>> readersOf = new ArrayList<>();
    values.forEach(value -> readersOf.add(new ArrayList<>()));
    for (int n = 0; n < nodes; n++) {
      // A view that nobody looks through shows nothing.
      if (!(graph.nodes().get(n).op() instanceof View)) {
        for (int value : read[n]) {
          readersOf.get(value).add(n);
        }
      }
    }
    this.readers =
        readersOf.stream()
            .map(list -> list.stream().mapToInt(Integer::intValue).toArray())
            .toArray(int[][]::new);
  }

  /** Sums of an order of the nodes. */
  Order measured(List<Integer> order) {
    State state = start();
    for (int node : order) {
      state = after(state, node);
    }
    return new Order(ImmutableList.copyOf(order), state.excess(), state.alive());
  }

  /** The order of the graph itself. */
  Order own() {
    List<Integer> order = new ArrayList<>();
    for (int n = 0; n < before.length; n++) {
      order.add(n);
    }
    return measured(order);
  }

  /**
   * @param width states kept after each step
   */
  Order best(int width) {
    List<State> states = List.of(start());
    for (int step = 0; step < before.length; step++) {
      Map<BitSet, State> next = new LinkedHashMap<>();
      for (State state : states) {
        for (int node : candidates(state.done())) {
          State after = after(state, node);
          next.merge(after.done(), after, (a, b) -> ORDER.compare(b, a) < 0 ? b : a);
        }
      }
      states = next.values().stream().sorted(ORDER).limit(width).toList();
    }
    State end = states.get(0);
    Integer[] order = new Integer[before.length];
    State at = end;
    for (int step = before.length - 1; step >= 0 && at != null; step--) {
      order[step] = at.last();
      at = at.from();
    }
    return new Order(ImmutableList.copyOf(order), end.excess(), end.alive());
  }

  private static final Comparator<State> ORDER =
      Comparator.comparingLong(State::excess).thenComparingLong(State::alive);

  private State start() {
    return new State(new BitSet(before.length), null, -1, 0, 0, 0);
  }

  /** Nodes that can run; a view costs nothing and runs at once. */
  private List<Integer> candidates(BitSet done) {
    List<Integer> ready = new ArrayList<>();
    for (int n = done.nextClearBit(0); n < before.length; n = done.nextClearBit(n + 1)) {
      if (isReady(n, done)) {
        if (graph.nodes().get(n).op() instanceof View) {
          return List.of(n);
        }
        ready.add(n);
      }
    }
    return ready;
  }

  private boolean isReady(int node, BitSet done) {
    for (int n = before[node].nextSetBit(0); n >= 0; n = before[node].nextSetBit(n + 1)) {
      if (!done.get(n)) {
        return false;
      }
    }
    return true;
  }

  private State after(State state, int node) {
    BitSet done = (BitSet) state.done().clone();
    done.set(node);
    if (made[node].length == 0) {
      return new State(done, state, node, state.live(), state.excess(), state.alive());
    }
    // What it reads is there until it is done.
    long during = state.live();
    long live = state.live();
    for (int value : made[node]) {
      during = Math.addExact(during, bytes[value]);
      live += isWanted(value, done) ? bytes[value] : 0;
    }
    for (int value : read[node]) {
      live -= isWanted(value, done) ? 0 : bytes[value];
    }
    return new State(
        done,
        state,
        node,
        live,
        Math.addExact(state.excess(), Math.max(0, during - capacityBytes)),
        Math.addExact(state.alive(), during));
  }

  private boolean isWanted(int value, BitSet done) {
    for (int reader : readers[value]) {
      if (!done.get(reader)) {
        return true;
      }
    }
    return false;
  }
}
