package dev.npusim.mapper.plan;

import com.google.common.collect.ArrayListMultimap;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ListMultimap;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Gather;
import dev.npusim.mapper.fuse.Group;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * A tensor that exists outside a group: which group makes it and which read it. Weights are among
 * them: several groups may read the same one (a tied weight, copies of a recomputed layer, stripes
 * of a chain). A look-up of single rows is no such access: it does not read the table.
 *
 * @param producer index of the group that makes it, or -1 for a graph input and a weight
 * @param accesses indices of groups: the producer if there is one, then each reader, ascending
 * @param liveFrom per gap between accesses the first row that is still read, at its end or later
 * @param outputs the parts that the run must leave in DRAM; none overlaps another
 */
public record Stored(
    Value root,
    int producer,
    ImmutableIntArray accesses,
    ImmutableIntArray liveFrom,
    ImmutableList<Region> outputs) {

  /** Gaps between consecutive accesses. */
  public int gaps() {
    return Math.max(0, accesses.length() - 1);
  }

  /** All stored tensors, in the order of their first access. */
  public static ImmutableList<Stored> of(Graph graph, Aliases aliases, List<Group> groups) {
    Map<String, Value> roots = new LinkedHashMap<>();
    // First rows that are read, by reader.
    Map<String, TreeMap<Integer, Integer>> readers = new LinkedHashMap<>();
    Map<String, Integer> producers = new LinkedHashMap<>();
    for (Value input : graph.inputs()) {
      roots.put(input.name(), input);
    }
    for (int g = 0; g < groups.size(); g++) {
      Group group = groups.get(g);
      for (Node node : group.nodes()) {
        for (Value input : node.inputs()) {
          for (Aliases.Piece piece : aliases.pieces(input)) {
            Value root = piece.root();
            if (root.isStatic()) {
              if (node.op() instanceof Gather) {
                continue;
              }
              roots.putIfAbsent(root.name(), root);
            }
            // Weights are stored in an order of their own.
            readers
                .computeIfAbsent(root.name(), key -> new TreeMap<>())
                .merge(g, root.isStatic() ? 0 : piece.there().rowBegin(), Math::min);
          }
        }
      }
      roots.put(group.output().name(), group.output());
      producers.put(group.output().name(), g);
    }
    ListMultimap<String, Region> outputs = ArrayListMultimap.create();
    for (Value output : graph.outputs()) {
      for (Aliases.Piece piece : aliases.pieces(output)) {
        List<Region> known = outputs.get(piece.root().name());
        known.addAll(piece.there().without(List.copyOf(known)));
      }
    }
    ImmutableList.Builder<Stored> stored = ImmutableList.builder();
    for (Value root : roots.values()) {
      int producer = producers.getOrDefault(root.name(), -1);
      TreeMap<Integer, Integer> first = readers.getOrDefault(root.name(), new TreeMap<>());
      TreeSet<Integer> accesses = new TreeSet<>(first.keySet());
      if (producer >= 0) {
        accesses.add(producer);
      }
      stored.add(
          new Stored(
              root,
              producer,
              ImmutableIntArray.copyOf(accesses.stream().mapToInt(Integer::intValue)),
              liveFrom(accesses, first),
              ImmutableList.copyOf(outputs.get(root.name()))));
    }
    return stored.build();
  }

  private static ImmutableIntArray liveFrom(
      TreeSet<Integer> accesses, TreeMap<Integer, Integer> first) {
    int[] from = new int[Math.max(0, accesses.size() - 1)];
    int gap = from.length - 1;
    int least = Integer.MAX_VALUE;
    for (int access : accesses.descendingSet()) {
      if (gap >= 0) {
        least = Math.min(least, first.getOrDefault(access, least));
        from[gap--] = least;
      }
    }
    return ImmutableIntArray.copyOf(from);
  }
}
