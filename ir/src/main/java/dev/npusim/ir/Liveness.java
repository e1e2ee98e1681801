package dev.npusim.ir;

import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.View;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.ToLongFunction;
import java.util.stream.LongStream;

/**
 * Which activations are alive at each position of a graph, and the four memory curves: parameters
 * of each node, live activations, parked skips, working set.
 *
 * <p>A stored tensor lives from the position of the node that computes it (graph inputs and states
 * from position 0) through the last position that reads it, directly or through views; graph
 * outputs live to the end, and of a tensor of which only slices are outputs these slices. Inputs
 * and outputs of an operation are alive together: nothing is computed in place. Parameters and
 * constants are not activations. Linear scan, O(nodes + values) per curve.
 *
 * <p>Curves are asked for in a unit: {@code Value::elements}, or {@code precision::bytes}.
 */
public final class Liveness {
  private final Graph graph;
  private final Bases bases;
  private final ImmutableMap<Value, Interval> intervals;

  private final KeptTensors kept;

  private Liveness(Graph graph) {
    this.graph = graph;
    this.bases = Bases.of(graph);
    this.kept = KeptTensors.of(graph, bases);
    this.intervals = liveIntervals();
  }

  public static Liveness of(Graph graph) {
    return new Liveness(graph);
  }

  private ImmutableMap<Value, Interval> liveIntervals() {
    Map<Value, Integer> first = new LinkedHashMap<>();
    Map<Value, Integer> last = new LinkedHashMap<>();
    for (Value input : graph.inputs()) {
      first.put(input, 0);
      last.put(input, 0);
    }
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
    int end = Math.max(0, graph.nodes().size() - 1);
    ImmutableMap.Builder<Value, Interval> map = ImmutableMap.builder();
    first.forEach(
        (value, from) ->
            map.put(
                value,
                new Interval(
                    from, kept.whole().contains(value) ? end : last.getOrDefault(value, from))));
    return map.buildOrThrow();
  }

  /** Every stored activation (graph inputs included) with the positions at which it is alive. */
  public ImmutableMap<Value, Interval> intervals() {
    return intervals;
  }

  public Bases bases() {
    return bases;
  }

  /** Parameters that each node reads; shared ones count at every reader. */
  public MemoryCurve parameters(ToLongFunction<Value> size) {
    return curve(
        Fusion.ATTENTION_AND_GATES,
        single(graph.nodes().stream().mapToLong(node -> parameters(node, size))));
  }

  /** Activations that are alive while each node runs. */
  public MemoryCurve liveActivations(Fusion fusion, ToLongFunction<Value> size) {
    return curve(fusion, live(fusion, size));
  }

  /**
   * Skips that are parked: already read, to be read again by a concat, and not used at the position
   * itself.
   */
  public MemoryCurve parkedSkips(ToLongFunction<Value> size) {
    long[] changes = new long[graph.nodes().size() + 1];
    for (Gap gap : Skips.of(graph).gaps(Gap.Kind.SKIP)) {
      changes[gap.previousIndex() + 1] += size.applyAsLong(gap.value());
      changes[gap.consumerIndex()] -= size.applyAsLong(gap.value());
    }
    return curve(Fusion.ATTENTION_AND_GATES, single(Arrays.stream(accumulate(changes))));
  }

  /**
   * Live activations and the parameters that the node reads: what must be at hand while it runs if
   * nothing is tiled.
   */
  public MemoryCurve workingSet(Fusion fusion, ToLongFunction<Value> size) {
    long[][] live = live(fusion, size);
    for (int position = 0; position < live.length; position++) {
      long parameters = parameters(graph.nodes().get(position), size);
      for (int operation = 0; operation < live[position].length; operation++) {
        live[position][operation] = Math.addExact(live[position][operation], parameters);
      }
    }
    return curve(fusion, live);
  }

  private static long parameters(Node node, ToLongFunction<Value> size) {
    return node.inputs().stream()
        .filter(input -> input.kind() == Value.Kind.PARAMETER)
        .mapToLong(size)
        .reduce(0, Math::addExact);
  }

  /** Per position, the live amount at each operation of its node; one amount for a view. */
  private long[][] live(Fusion fusion, ToLongFunction<Value> size) {
    long[] changes = new long[graph.nodes().size() + 1];
    if (changes.length > 1) {
      intervals.forEach(
          (value, interval) -> {
            changes[interval.first()] += size.applyAsLong(value);
            changes[interval.last() + 1] -= size.applyAsLong(value);
            if (kept.parts().containsKey(value)) {
              changes[interval.last() + 1] += kept.remaining(value, size);
            }
          });
    }
    long[] fused = accumulate(changes);
    long[][] live = new long[fused.length][];
    for (int position = 0; position < live.length; position++) {
      Node node = graph.nodes().get(position);
      if (fusion.operations(node) <= 1) {
        live[position] = new long[] {fused[position]};
      } else if (node.op() instanceof Attention attention) {
        live[position] = attention(node, attention, position, fused[position], size);
      } else {
        live[position] = gate(node, fused[position], size);
      }
    }
    return live;
  }

  /** The gate's input and function; then both beside the product. */
  private static long[] gate(Node node, long fused, ToLongFunction<Value> size) {
    // The function has the size of the product.
    return new long[] {fused, Math.addExact(fused, size.applyAsLong(node.output()))};
  }

  /**
   * q, k, v and the scores of all heads; then v, scores and probabilities; then v, probabilities
   * and the result. Queries and keys are given back after the scores unless something else needs
   * them.
   */
  private long[] attention(
      Node node, Attention attention, int position, long fused, ToLongFunction<Value> size) {
    Shape q = node.input(0).type().shape();
    long keys = node.input(1).type().shape().dim(1);
    TensorType type =
        node.output().type().withShape(Shape.of(q.dim(0), attention.heads(), q.dim(1), keys));
    long scores = size.applyAsLong(new Value(node.name(), type, Value.Kind.ACTIVATION));
    Set<Value> done = new LinkedHashSet<>(bases.of(node.input(0)));
    done.addAll(bases.of(node.input(1)));
    done.removeAll(bases.of(node.input(2)));
    long output = size.applyAsLong(node.output());
    long others = fused - output;
    long rest = others;
    for (Value base : done) {
      rest -= endsAt(base, position) ? size.applyAsLong(base) - kept.remaining(base, size) : 0;
    }
    return new long[] {
      Math.addExact(others, scores),
      Math.addExact(rest, Math.multiplyExact(2, scores)),
      Math.addExact(Math.addExact(rest, scores), output)
    };
  }

  private boolean endsAt(Value base, int position) {
    Interval interval = intervals.get(base);
    return interval != null && interval.last() == position;
  }

  /** One amount per position. */
  private static long[][] single(LongStream amounts) {
    return amounts.mapToObj(amount -> new long[] {amount}).toArray(long[][]::new);
  }

  /** Running sums of {@code changes}, all but the last. */
  private static long[] accumulate(long[] changes) {
    long[] sums = new long[changes.length - 1];
    long sum = 0;
    for (int position = 0; position < sums.length; position++) {
      sum = Math.addExact(sum, changes[position]);
      sums[position] = sum;
    }
    return sums;
  }

  private MemoryCurve curve(Fusion fusion, long[][] amounts) {
    int operations = graph.nodes().stream().mapToInt(fusion::operations).sum();
    MemoryCurve.Peak peak = new MemoryCurve.Peak(0, 0, 0, operations);
    ImmutableLongArray.Builder most = ImmutableLongArray.builder(amounts.length);
    int before = 0;
    for (int position = 0; position < amounts.length; position++) {
      for (int operation = 0; operation < amounts[position].length; operation++) {
        if (amounts[position][operation] > peak.amount()) {
          peak =
              new MemoryCurve.Peak(
                  amounts[position][operation], position, before + operation, operations);
        }
      }
      most.add(Arrays.stream(amounts[position]).max().orElse(0));
      before += fusion.operations(graph.nodes().get(position));
    }
    return new MemoryCurve(most.build(), peak);
  }
}
