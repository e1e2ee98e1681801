package dev.npusim.ir;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * Which activations are alive at each position of a graph, and the four memory curves.
 *
 * <p>A stored tensor lives from the position of the node that computes it (graph inputs and states
 * from position 0) through the last position that reads it, directly or through views; graph
 * outputs live to the end. Inputs and outputs of a node are alive together: nothing is computed in
 * place. Parameters and constants are not activations. Linear scan, O(nodes + values).
 */
public final class Liveness {
  /** What an attention node holds while it runs. */
  public enum Scores {
    /** Scores stay in the array's neighbourhood (flash attention): only q, k, v and the result. */
    FUSED,
    /**
     * The score matrix of every head is stored: first q, k, v and scores; then v, scores and
     * probabilities; then v, probabilities and the result. The largest of the three counts.
     */
    MATERIALIZED
  }

  private final Graph graph;
  private final Bases bases;
  private final ImmutableMap<Value, Interval> intervals;

  private Liveness(Graph graph, Bases bases, ImmutableMap<Value, Interval> intervals) {
    this.graph = graph;
    this.bases = bases;
    this.intervals = intervals;
  }

  public static Liveness of(Graph graph) {
    Bases bases = Bases.of(graph);
    int end = Math.max(0, graph.nodes().size() - 1);
    Map<Value, Integer> first = new LinkedHashMap<>();
    Map<Value, Integer> last = new LinkedHashMap<>();
    graph.inputs().forEach(input -> first.put(input, 0));
    graph.inputs().forEach(input -> last.put(input, 0));
    for (int position = 0; position < graph.nodes().size(); position++) {
      Node node = graph.nodes().get(position);
      for (Value read : bases.readBy(node)) {
        if (!read.isStatic()) {
          last.put(read, position);
        }
      }
      if (!(node.op() instanceof View)) {
        for (Value output : node.outputs()) {
          first.put(output, position);
          last.put(output, position);
        }
      }
    }
    for (Value output : graph.outputs()) {
      bases.of(output).stream().filter(first::containsKey).forEach(base -> last.put(base, end));
    }
    ImmutableMap.Builder<Value, Interval> intervals = ImmutableMap.builder();
    first.forEach(
        (value, from) -> intervals.put(value, new Interval(from, last.getOrDefault(value, from))));
    return new Liveness(graph, bases, intervals.buildOrThrow());
  }

  /** Every stored activation (graph inputs included) with the positions at which it is alive. */
  public ImmutableMap<Value, Interval> intervals() {
    return intervals;
  }

  public Bases bases() {
    return bases;
  }

  /** Live elements at each position. */
  public ImmutableLongArray liveElements(Scores scores) {
    return live(scores, Value::elements, 1);
  }

  /** Live bytes at each position when stored at {@code precision}. */
  public ImmutableLongArray liveBytes(Scores scores, Precision precision) {
    return live(scores, precision::bytes, precision.activationBits() / 8.0);
  }

  /**
   * Live activations with the parameters each node reads added: what must be at hand while it runs
   * if nothing is tiled.
   */
  public ImmutableLongArray workingSetElements(Scores scores) {
    return sum(liveElements(scores), parameterElements());
  }

  /** The working set in bytes when stored at {@code precision}. */
  public ImmutableLongArray workingSetBytes(Scores scores, Precision precision) {
    return sum(liveBytes(scores, precision), parameterBytes(precision));
  }

  private static ImmutableLongArray sum(ImmutableLongArray a, ImmutableLongArray b) {
    long[] sums = new long[a.length()];
    for (int position = 0; position < sums.length; position++) {
      sums[position] = Math.addExact(a.get(position), b.get(position));
    }
    return ImmutableLongArray.copyOf(sums);
  }

  /** Learned numbers each node reads. */
  public ImmutableLongArray parameterElements() {
    return ImmutableLongArray.copyOf(graph.nodes().stream().mapToLong(Node::parameters));
  }

  /** Bytes of the parameters each node reads when stored at {@code precision}. */
  public ImmutableLongArray parameterBytes(Precision precision) {
    return ImmutableLongArray.copyOf(
        graph.nodes().stream()
            .mapToLong(
                node ->
                    node.inputs().stream()
                        .filter(input -> input.kind() == Value.Kind.PARAMETER)
                        .mapToLong(precision::bytes)
                        .sum()));
  }

  /**
   * Elements of skips that are parked at each position: already read, to be read again by a concat,
   * and not used at the position itself.
   */
  public ImmutableLongArray parkedSkipElements() {
    return parkedSkips(Value::elements);
  }

  /** Parked skips in bytes when stored at {@code precision}. */
  public ImmutableLongArray parkedSkipBytes(Precision precision) {
    return parkedSkips(precision::bytes);
  }

  private ImmutableLongArray parkedSkips(ToLongFunction<Value> size) {
    long[] changes = new long[graph.nodes().size() + 1];
    for (Gap gap : Skips.of(graph).gaps()) {
      if (gap.kind() == Gap.Kind.SKIP) {
        changes[gap.previousIndex() + 1] += size.applyAsLong(gap.value());
        changes[gap.consumerIndex()] -= size.applyAsLong(gap.value());
      }
    }
    return accumulate(changes);
  }

  private ImmutableLongArray live(
      Scores scores, ToLongFunction<Value> size, double unitPerElement) {
    long[] changes = new long[graph.nodes().size() + 1];
    intervals.forEach(
        (value, interval) -> {
          if (interval.first() < changes.length - 1) {
            changes[interval.first()] += size.applyAsLong(value);
            changes[interval.last() + 1] -= size.applyAsLong(value);
          }
        });
    long[] live = accumulate(changes).toArray();
    if (scores == Scores.MATERIALIZED) {
      for (int position = 0; position < live.length; position++) {
        Node node = graph.nodes().get(position);
        if (node.op() instanceof Attention attention) {
          live[position] =
              materialized(node, attention, position, live[position], size, unitPerElement);
        }
      }
    }
    return ImmutableLongArray.copyOf(live);
  }

  private long materialized(
      Node node,
      Attention attention,
      int position,
      long fused,
      ToLongFunction<Value> size,
      double unitPerElement) {
    Shape q = node.input(0).type().shape();
    long matrix = q.dim(0) * attention.heads() * q.dim(1) * node.input(1).type().shape().dim(1);
    long scores = (long) Math.ceil(matrix * unitPerElement);
    long output = size.applyAsLong(node.output());
    long freed =
        bases.of(node.input(0)).stream().mapToLong(base -> freed(base, node, position, size)).sum();
    if (!node.input(0).equals(node.input(1))) {
      freed +=
          bases.of(node.input(1)).stream()
              .mapToLong(base -> freed(base, node, position, size))
              .sum();
    }
    long others = fused - output;
    return Math.max(
        Math.max(others + scores, others - freed + 2 * scores), others - freed + scores + output);
  }

  /**
   * What a query or key gives back after the scores: all of it, unless something reads it later.
   */
  private long freed(Value base, Node node, int position, ToLongFunction<Value> size) {
    Interval interval = intervals.get(base);
    boolean stillNeeded =
        interval == null || interval.last() > position || bases.of(node.input(2)).contains(base);
    return stillNeeded ? 0 : size.applyAsLong(base);
  }

  private static ImmutableLongArray accumulate(long[] changes) {
    long[] sums = new long[changes.length - 1];
    long sum = 0;
    for (int position = 0; position < sums.length; position++) {
      sum = Math.addExact(sum, changes[position]);
      sums[position] = sum;
    }
    return ImmutableLongArray.copyOf(sums);
  }
}
