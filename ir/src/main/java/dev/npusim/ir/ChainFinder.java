package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.ToIntFunction;

/**
 * What has to run again to have a tensor back at a late reader: from its producer towards the graph
 * inputs, stopping at tensors that are alive at the reader and at graph inputs.
 *
 * <p>Where all that is still wanted is the output of a single node, what lies before it depends on
 * the reader only through the tensors that are alive there. It is found once for all readers
 * between the last use of what has to run again and that of what stops it. So a chain costs its way
 * to the next such node: one layer of a residual stack, everything only where there is none.
 */
final class ChainFinder {
  private final Graph graph;
  private final List<? extends Set<Value>> reads;
  private final ToIntFunction<Value> lastUse;

  /** By the node at its end, and then by the last use of what it runs again. */
  private final Map<Integer, TreeMap<Integer, Known>> known = new HashMap<>();

  /**
   * A chain, and the readers for which it is right.
   *
   * @param deadAfter last use of all tensors inside: it holds for later readers
   * @param aliveUntil first last use of the tensors where it stops: through readers at that place
   */
  private record Known(Chain chain, int deadAfter, int aliveUntil) {}

  /** From one node that all paths go through back to the next. */
  private record Part(Chain.Segment segment, int head, int next, int deadAfter, int aliveUntil) {}

  /**
   * @param reads stored tensors that each node reads; views read none
   * @param lastUse position of a stored tensor's last reader, past the end for graph outputs
   */
  ChainFinder(Graph graph, List<? extends Set<Value>> reads, ToIntFunction<Value> lastUse) {
    this.graph = graph;
    this.reads = reads;
    this.lastUse = lastUse;
  }

  /** To have {@code value} back for the node at position {@code reader}. */
  Chain find(Value value, int reader) {
    int head = graph.producerIndex(value);
    if (head < 0) {
      return Chain.NOTHING;
    }
    List<Part> parts = new ArrayList<>();
    Known found = new Known(Chain.NOTHING, -1, Integer.MAX_VALUE);
    while (head >= 0) {
      Map.Entry<Integer, Known> candidate =
          known.getOrDefault(head, new TreeMap<>()).lowerEntry(reader);
      if (candidate != null && candidate.getValue().aliveUntil() >= reader) {
        found = candidate.getValue();
        break;
      }
      Part part = part(head, reader);
      parts.add(part);
      head = part.next();
    }
    for (int index = parts.size() - 1; index >= 0; index--) {
      Part part = parts.get(index);
      found =
          new Known(
              found.chain().then(part.segment()),
              Math.max(part.deadAfter(), found.deadAfter()),
              Math.min(part.aliveUntil(), found.aliveUntil()));
      known.computeIfAbsent(part.head(), key -> new TreeMap<>()).put(found.deadAfter(), found);
    }
    return found.chain();
  }

  private Part part(int head, int reader) {
    TreeSet<Integer> wanted = new TreeSet<>();
    wanted.add(head);
    List<Integer> positions = new ArrayList<>();
    ImmutableSet.Builder<Value> sources = ImmutableSet.builder();
    int deadAfter = -1;
    int aliveUntil = Integer.MAX_VALUE;
    while (!wanted.isEmpty() && (positions.isEmpty() || wanted.size() > 1)) {
      int position = wanted.last();
      wanted.remove(position);
      positions.add(position);
      for (Value read : reads.get(position)) {
        int producer = graph.producerIndex(read);
        int last = lastUse.applyAsInt(read);
        if (producer < 0) {
          sources.add(read);
        } else if (last >= reader) {
          sources.add(read);
          aliveUntil = Math.min(aliveUntil, last);
        } else {
          wanted.add(producer);
          deadAfter = Math.max(deadAfter, last);
        }
      }
    }
    int next = wanted.isEmpty() ? -1 : wanted.first();
    return new Part(segment(positions, sources.build()), head, next, deadAfter, aliveUntil);
  }

  private Chain.Segment segment(List<Integer> positions, ImmutableSet<Value> sources) {
    long macs = 0;
    Set<Value> weights = new LinkedHashSet<>();
    for (int position : positions) {
      Node node = graph.nodes().get(position);
      macs = Math.addExact(macs, node.macs());
      node.inputs().stream()
          .filter(input -> input.kind() == Value.Kind.PARAMETER)
          .forEach(weights::add);
    }
    return new Chain.Segment(
        ImmutableList.copyOf(positions),
        sources,
        macs,
        weights.stream()
            .map(value -> new Chain.Weight(value, graph.consumerIndices(value).size() > 1))
            .collect(ImmutableList.toImmutableList()));
  }
}
