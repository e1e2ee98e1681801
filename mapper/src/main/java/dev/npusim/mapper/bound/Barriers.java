package dev.npusim.mapper.bound;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Slice;
import dev.npusim.mapper.fuse.GroupFormation;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tensors that all of one part of a model goes into and all of another part waits for, however the
 * work is ordered, cut into tiles or done again. A group norm behind them, or attention, makes them
 * so: each of its results depends on all positions, and what the next layer makes of all channels
 * on everything.
 *
 * <p>Element by element: of the nodes behind a barrier every operation takes something that depends
 * on all elements of the tensor, of those ahead of it every element goes into it. So from the first
 * time that all of the tensor has been computed nothing ahead is missing any more, and before it
 * nothing behind has begun.
 */
final class Barriers {
  /**
   * @param position of the node that makes the tensor
   * @param behind by node, the part of its work that waits for the tensor; a part between none and
   *     all is that of some input columns of a contraction that mixes them
   * @param completed positions of contractions on the array of which each sum depends on all of the
   *     tensor, so that none is complete before, though some of its products may be
   * @param ahead positions of nodes, its own among them
   */
  record Barrier(int position, double[] behind, BitSet completed, BitSet ahead) {
    /** Nodes that are ahead, or of which at least a part has to wait. */
    long nodes() {
      BitSet waiting = (BitSet) completed.clone();
      for (int node = 0; node < behind.length; node++) {
        waiting.set(node, completed.get(node) || behind[node] > 0);
      }
      return (long) ahead.cardinality() + waiting.cardinality();
    }
  }

  /** Any choice of barriers is right; more say more, and take time. */
  private static final int MOST = 48;

  /** A computed input of a node. */
  private record Source(int producer, @Nullable Link link, boolean isAwaited) {}

  /** A node that reads what another makes. */
  private record Reader(int position, boolean readsAll) {}

  private final Graph graph;
  private final Source[][] sources;
  private final Reader[][] readers;

  private Barriers(Graph graph) {
    this.graph = graph;
    int count = graph.nodes().size();
    this.sources = new Source[count][];
    this.readers = new Reader[count][];
    List<List<Reader>> reading = new ArrayList<>();
    for (int position = 0; position < count; position++) {
      Node node = graph.nodes().get(position);
      List<Source> of = new ArrayList<>();
      for (int input = 0; input < node.inputs().size(); input++) {
        int producer = graph.producerIndex(node.input(input));
        if (producer >= 0) {
          of.add(new Source(producer, Links.of(node, input), Links.isAwaited(node, input)));
          reading.get(producer).add(new Reader(position, Links.readsAll(node, input)));
        }
      }
      sources[position] = of.toArray(Source[]::new);
      reading.add(new ArrayList<>());
    }
    for (int position = 0; position < count; position++) {
      readers[position] = reading.get(position).toArray(Reader[]::new);
    }
  }

  /**
   * In the order of their positions; where there are many, of neighbours the one with most nodes.
   */
  static ImmutableList<Barrier> of(Graph graph) {
    Barriers barriers = new Barriers(graph);
    int[] candidates = barriers.candidates().stream().toArray();
    int parts = Math.min(MOST, candidates.length);
    ImmutableList.Builder<Barrier> found = ImmutableList.builder();
    for (int part = 0; part < parts; part++) {
      int begin = Math.toIntExact((long) part * candidates.length / parts);
      int end = Math.toIntExact((part + 1L) * candidates.length / parts);
      Arrays.stream(candidates, begin, end)
          .mapToObj(barriers::at)
          .max(Comparator.comparingLong(Barrier::nodes))
          .ifPresent(found::add);
    }
    return found.build();
  }

  /** What nodes read that make every row of all rows. */
  private BitSet candidates() {
    BitSet positions = new BitSet();
    for (Source[] of : sources) {
      for (Source source : of) {
        if (source.link() != null && source.link().rows() == Reach.ALL) {
          positions.set(source.producer());
        }
      }
    }
    return positions;
  }

  private Barrier at(int barrier) {
    int count = sources.length;
    @Nullable Dependence[] known = new Dependence[count];
    known[barrier] = Dependence.onItself(type(barrier));
    double[] behind = new double[count];
    BitSet completed = new BitSet(count);
    for (int position = barrier + 1; position < count; position++) {
      Node node = graph.nodes().get(position);
      Dependence strongest = null;
      for (Source source : sources[position]) {
        Dependence input = known[source.producer()];
        if (input == null) {
          continue;
        }
        Link link = source.link();
        if (source.isAwaited()) {
          boolean inPart =
              node.op() instanceof Contraction && link != null && link.columns() == Reach.ALL;
          double share = inPart || input.isWhole() ? input.wholeShare() : 0;
          behind[position] = Math.max(behind[position], share);
        }
        if (link != null) {
          strongest = Dependence.stronger(strongest, input.through(link, type(position)));
        }
      }
      boolean joins = node.op() instanceof Concat && areWhole(node, known);
      known[position] = joins ? Dependence.onEverything(type(position)) : strongest;
      boolean sums =
          node.op() instanceof Contraction
              && !(node.op() instanceof Attention)
              && !GroupFormation.isDepthwise(node);
      completed.set(position, sums && strongest != null && strongest.isWhole());
    }
    return new Barrier(barrier, behind, completed, ahead(barrier));
  }

  private boolean areWhole(Node node, @Nullable Dependence[] known) {
    for (Value input : node.inputs()) {
      int producer = graph.producerIndex(input);
      Dependence dependence = producer < 0 ? null : known[producer];
      if (dependence == null || !dependence.isWhole()) {
        return false;
      }
    }
    return true;
  }

  private TensorType type(int position) {
    return graph.nodes().get(position).output().type();
  }

  private BitSet ahead(int barrier) {
    BitSet ahead = new BitSet(barrier + 1);
    ahead.set(barrier);
    for (int position = barrier - 1; position >= 0; position--) {
      if (isNeeded(position, ahead)) {
        ahead.set(position);
      }
    }
    return ahead;
  }

  /** Whether nodes of which every element is needed need every element of what a node makes. */
  private boolean isNeeded(int position, BitSet needed) {
    List<Slice> slices = new ArrayList<>();
    for (Reader reader : readers[position]) {
      if (needed.get(reader.position())) {
        if (reader.readsAll()) {
          return true;
        }
        if (graph.nodes().get(reader.position()).op() instanceof Slice slice) {
          slices.add(slice);
        }
      }
    }
    Value value = graph.nodes().get(position).output();
    return slices.stream().anyMatch(first -> cover(value, first.axis(), slices));
  }

  /** Whether slices along an axis show all of a value together. */
  private static boolean cover(Value value, int axis, List<Slice> slices) {
    BitSet shown = new BitSet();
    for (Slice slice : slices) {
      if (slice.axis() == axis) {
        shown.set(Math.toIntExact(slice.start()), Math.toIntExact(slice.start() + slice.length()));
      }
    }
    return shown.cardinality() == value.type().shape().dim(axis);
  }
}
