package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The long-lived tensors of a graph: every gap of more than one step between two accesses of a
 * stored tensor, and what running its producers again would take.
 *
 * <p>Reshapes and slices are transparent: a reader behind them reads the tensor itself. A concat is
 * a reader (this is where a skip comes back); what happens to the joined tensor afterwards is the
 * joined tensor's business. The chain of a gap walks from the producer towards the graph inputs and
 * stops at tensors that are there anyway at the consumer: those alive there without this gap, and
 * graph inputs, which can always be read again. O(nodes + gaps x layer) where layers are joined by
 * single tensors, as in every residual stack; O(gaps x nodes) at worst.
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

    /** Stored tensors that each position reads; none for views. */
    private final List<Set<Value>> reads = new ArrayList<>();

    private final Map<String, List<Integer>> readers = new HashMap<>();
    private final Map<String, Value> throughViews = new HashMap<>();
    private final Set<String> outputs = new HashSet<>();

    Finder(Graph graph) {
      this.graph = graph;
      this.steps = new int[graph.nodes().size() + 1];
      for (int position = 0; position < graph.nodes().size(); position++) {
        Node node = graph.nodes().get(position);
        boolean transparent = node.op() instanceof View && !(node.op() instanceof Concat);
        steps[position + 1] = steps[position] + (transparent ? 0 : 1);
        if (transparent) {
          throughViews.put(node.output().name(), stored(node.input(0)));
          reads.add(Set.of());
        } else {
          Set<Value> read = new LinkedHashSet<>();
          node.inputs().stream().filter(v -> !v.isStatic()).map(this::stored).forEach(read::add);
          for (Value each : read) {
            readersOf(each).add(position);
          }
          reads.add(read);
        }
      }
      // Of a tensor of which an output is but a slice, the rest is gone after its last reader.
      graph.outputs().stream()
          .filter(output -> output.elements() == stored(output).elements())
          .forEach(output -> outputs.add(stored(output).name()));
    }

    private Value stored(Value value) {
      return throughViews.getOrDefault(value.name(), value);
    }

    private List<Integer> readersOf(Value value) {
      return readers.computeIfAbsent(value.name(), key -> new ArrayList<>());
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

    /**
     * Position of the last reader, past the end for what is kept, its own for what nobody reads.
     */
    private int lastUse(Value value) {
      if (outputs.contains(value.name())) {
        return graph.nodes().size();
      }
      List<Integer> all = readersOf(value);
      return all.isEmpty() ? Math.max(0, graph.producerIndex(value)) : all.get(all.size() - 1);
    }

    ImmutableList<Gap> find() {
      ChainFinder chains = new ChainFinder(graph, reads, this::lastUse);
      ImmutableList.Builder<Gap> found = ImmutableList.builder();
      for (Value value : tensors()) {
        int producer = graph.producerIndex(value);
        int previous = producer;
        boolean readBefore = false;
        for (int reader : readersOf(value)) {
          int distance = previous < 0 ? 0 : steps[reader] - steps[previous];
          if (distance > 1) {
            Gap.Kind kind = kind(reader, readBefore);
            Chain chain = chains.find(value, reader);
            found.add(new Gap(value, producer, previous, reader, distance, kind, chain));
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
  }
}
