package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.View;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;

/**
 * The long-lived tensors of a graph: every gap of more than one step between two accesses of a
 * stored tensor, and what running its producers again would take.
 *
 * <p>Reshapes and slices are transparent: a reader behind them reads the tensor itself. A concat is
 * a reader (this is where a skip comes back); what happens to the joined tensor afterwards is the
 * joined tensor's business. The chain of a gap walks from the producer towards the graph inputs and
 * stops at tensors that are there anyway at the consumer: those alive there without this gap, and
 * graph inputs, which can always be read again. O(gaps x nodes) at worst.
 */
public final class Skips {
  private final ImmutableList<Gap> gaps;

  private Skips(ImmutableList<Gap> gaps) {
    this.gaps = gaps;
  }

  /** All gaps, ordered by producer and then by consumer. */
  public ImmutableList<Gap> gaps() {
    return gaps;
  }

  /** The gaps of one kind. */
  public ImmutableList<Gap> gaps(Gap.Kind kind) {
    return gaps.stream().filter(gap -> gap.kind() == kind).collect(ImmutableList.toImmutableList());
  }

  public static Skips of(Graph graph) {
    return new Skips(new Finder(graph).find());
  }

  private static final class Finder {
    private final Graph graph;

    /** Steps before each position, views not counted: a view takes no time. */
    private final int[] steps;

    private final Map<Value, List<Integer>> readers = new LinkedHashMap<>();
    private final Map<String, Value> throughViews = new LinkedHashMap<>();
    private final ImmutableMap<Value, Interval> intervals;

    Finder(Graph graph) {
      this.graph = graph;
      this.steps = new int[graph.nodes().size() + 1];
      for (int position = 0; position < graph.nodes().size(); position++) {
        Node node = graph.nodes().get(position);
        boolean transparent = node.op() instanceof View && !(node.op() instanceof Concat);
        steps[position + 1] = steps[position] + (transparent ? 0 : 1);
        if (transparent) {
          throughViews.put(node.output().name(), stored(node.input(0)));
        } else {
          for (Value read : reads(node)) {
            readers.computeIfAbsent(read, key -> new ArrayList<>()).add(position);
          }
        }
      }
      this.intervals = intervals();
    }

    private Value stored(Value value) {
      return throughViews.getOrDefault(value.name(), value);
    }

    private Set<Value> reads(Node node) {
      Set<Value> reads = new LinkedHashSet<>();
      node.inputs().stream().filter(v -> !v.isStatic()).map(this::stored).forEach(reads::add);
      return reads;
    }

    private ImmutableMap<Value, Interval> intervals() {
      Set<Value> outputs = new LinkedHashSet<>();
      graph.outputs().forEach(output -> outputs.add(stored(output)));
      ImmutableMap.Builder<Value, Interval> map = ImmutableMap.builder();
      for (Value value : tensors()) {
        List<Integer> all = readers.getOrDefault(value, List.of());
        int born = Math.max(0, graph.producerIndex(value));
        int last = all.isEmpty() ? born : all.get(all.size() - 1);
        map.put(value, new Interval(born, outputs.contains(value) ? graph.nodes().size() : last));
      }
      return map.buildOrThrow();
    }

    private List<Value> tensors() {
      List<Value> tensors = new ArrayList<>(graph.inputs());
      for (Node node : graph.nodes()) {
        node.outputs().stream()
            .filter(v -> !throughViews.containsKey(v.name()))
            .forEach(tensors::add);
      }
      return tensors;
    }

    ImmutableList<Gap> find() {
      ImmutableList.Builder<Gap> found = ImmutableList.builder();
      for (Value value : tensors()) {
        int previous = graph.producerIndex(value);
        boolean readBefore = false;
        for (int reader : readers.getOrDefault(value, List.of())) {
          if (previous >= 0 && steps[reader] - steps[previous] > 1) {
            found.add(gap(value, previous, reader, kind(reader, readBefore)));
          }
          previous = reader;
          readBefore = true;
        }
      }
      return found.build();
    }

    private Gap.Kind kind(int reader, boolean readBefore) {
      Operation op = graph.nodes().get(reader).op();
      if (op instanceof Concat && readBefore) {
        return Gap.Kind.SKIP;
      }
      return op instanceof Binary binary && binary.function() == Binary.Function.ADD
          ? Gap.Kind.RESIDUAL
          : Gap.Kind.ACTIVATION;
    }

    private Gap gap(Value value, int previous, int consumer, Gap.Kind kind) {
      Set<Integer> chain = new TreeSet<>();
      Set<Value> sources = new LinkedHashSet<>();
      Deque<Value> wanted = new ArrayDeque<>(List.of(value));
      while (!wanted.isEmpty()) {
        Value next = wanted.pop();
        int producer = graph.producerIndex(next);
        if (producer < 0 || (!next.equals(value) && aliveAt(next, consumer))) {
          sources.add(next);
        } else if (chain.add(producer)) {
          wanted.addAll(reads(graph.nodes().get(producer)));
        }
      }
      long macs = 0;
      Map<String, Long> weights = new LinkedHashMap<>();
      for (int position : chain) {
        Node node = graph.nodes().get(position);
        macs = Math.addExact(macs, node.macs());
        node.inputs().stream()
            .filter(input -> input.kind() == Value.Kind.PARAMETER)
            .forEach(input -> weights.put(input.name(), input.elements()));
      }
      sources.remove(value);
      return new Gap(
          value,
          graph.producerIndex(value),
          previous,
          consumer,
          kind,
          ImmutableList.copyOf(chain),
          macs,
          weights.values().stream().mapToLong(Long::longValue).sum(),
          ImmutableList.copyOf(sources));
    }

    private boolean aliveAt(Value value, int position) {
      Interval interval = intervals.get(value);
      return interval != null && interval.contains(position);
    }
  }
}
