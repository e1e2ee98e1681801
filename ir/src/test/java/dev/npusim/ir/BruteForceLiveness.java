package dev.npusim.ir;

import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.View;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Live elements found the slow way: nodes are taken apart into single operations, and at each of
 * them every tensor is asked whether anything still reads it. Quadratic, and shares no code with
 * {@link Liveness}.
 */
final class BruteForceLiveness {
  /** An operation: what it reads and makes, by name. */
  private record Operation(int position, boolean counts, Set<String> reads, Set<String> makes) {}

  private final Graph graph;
  private final List<Operation> operations = new ArrayList<>();
  private final Map<String, Long> sizes = new LinkedHashMap<>();
  private final Set<String> outputs = new HashSet<>();

  /** Elements of slices of a tensor that are outputs, where it is none itself. */
  private final Map<String, Long> slices = new LinkedHashMap<>();

  BruteForceLiveness(Graph graph, Fusion fusion) {
    this.graph = graph;
    graph.inputs().forEach(input -> sizes.put(input.name(), input.elements()));
    for (int position = 0; position < graph.nodes().size(); position++) {
      Node node = graph.nodes().get(position);
      String out = node.output().name();
      Set<String> reads = new HashSet<>();
      node.inputs().forEach(input -> reads.addAll(storedBehind(input)));
      if (node.op() instanceof View) {
        operations.add(new Operation(position, node.op() instanceof Concat, reads, Set.of()));
        continue;
      }
      sizes.put(out, node.output().elements());
      if (node.op() instanceof Attention attention && fusion == Fusion.NONE) {
        attention(position, node, attention);
      } else if (node.op() instanceof Gated && fusion != Fusion.ATTENTION_AND_GATES) {
        String function = out + " function";
        sizes.put(function, node.output().elements());
        operations.add(new Operation(position, true, reads, Set.of(function)));
        Set<String> both = new HashSet<>(reads);
        both.add(function);
        operations.add(new Operation(position, true, both, Set.of(out)));
      } else {
        operations.add(new Operation(position, true, reads, Set.of(out)));
      }
    }
    for (Value output : new HashSet<>(graph.outputs())) {
      Set<String> stored = storedBehind(output);
      String one = stored.iterator().next();
      if (stored.size() == 1 && output.elements() < sizes.getOrDefault(one, 0L)) {
        slices.merge(one, output.elements(), Long::sum);
      } else {
        outputs.addAll(stored);
      }
    }
    slices.forEach(
        (tensor, elements) -> {
          if (elements >= sizes.getOrDefault(tensor, 0L)) {
            outputs.add(tensor);
          }
        });
  }

  private void attention(int position, Node node, Attention attention) {
    String scores = node.name() + " scores";
    String probabilities = node.name() + " probabilities";
    long queries = node.input(0).type().rows(); // of the whole batch
    long square = attention.heads() * queries * node.input(1).type().shape().dim(1);
    sizes.put(scores, square);
    sizes.put(probabilities, square);
    Set<String> queriesAndKeys = new HashSet<>(storedBehind(node.input(0)));
    queriesAndKeys.addAll(storedBehind(node.input(1)));
    operations.add(new Operation(position, true, queriesAndKeys, Set.of(scores)));
    operations.add(new Operation(position, true, Set.of(scores), Set.of(probabilities)));
    Set<String> values = new HashSet<>(storedBehind(node.input(2)));
    values.add(probabilities);
    operations.add(new Operation(position, true, values, Set.of(node.output().name())));
  }

  private Set<String> storedBehind(Value value) {
    Node producer = graph.producer(value);
    if (value.isStatic()) {
      return Set.of();
    }
    if (producer == null || !(producer.op() instanceof View)) {
      return Set.of(value.name());
    }
    Set<String> stored = new HashSet<>();
    producer.inputs().forEach(input -> stored.addAll(storedBehind(input)));
    return stored;
  }

  private long liveAt(int operation) {
    long sum = 0;
    for (Map.Entry<String, Long> tensor : sizes.entrySet()) {
      if (isAlive(tensor.getKey(), operation)) {
        sum += tensor.getValue();
      } else if (isMade(tensor.getKey(), operation)) {
        sum += slices.getOrDefault(tensor.getKey(), 0L);
      }
    }
    return sum;
  }

  private boolean isMade(String tensor, int operation) {
    return graph.inputs().stream().anyMatch(input -> input.name().equals(tensor))
        || operations.subList(0, operation + 1).stream()
            .anyMatch(other -> other.makes().contains(tensor));
  }

  private boolean isAlive(String tensor, int operation) {
    boolean made = graph.inputs().stream().anyMatch(input -> input.name().equals(tensor));
    boolean wanted = outputs.contains(tensor);
    // A tensor that nobody reads is there while it is made, an unread input while the first node
    // runs.
    boolean unread = operations.stream().noneMatch(other -> other.reads().contains(tensor));
    boolean atBirth = made && unread && operations.get(operation).position() == 0;
    for (int other = 0; other < operations.size(); other++) {
      boolean makes = operations.get(other).makes().contains(tensor);
      made |= makes && other <= operation;
      atBirth |= makes && other == operation;
      wanted |= other >= operation && operations.get(other).reads().contains(tensor);
    }
    return made && (wanted || atBirth);
  }

  long[] perNode() {
    long[] most = new long[graph.nodes().size()];
    for (int operation = 0; operation < operations.size(); operation++) {
      int position = operations.get(operation).position();
      most[position] = Math.max(most[position], liveAt(operation));
    }
    return most;
  }

  MemoryCurve.Peak peak() {
    int count = (int) operations.stream().filter(Operation::counts).count();
    MemoryCurve.Peak peak = new MemoryCurve.Peak(0, 0, 0, count);
    int before = 0;
    for (int operation = 0; operation < operations.size(); operation++) {
      long live = liveAt(operation);
      if (live > peak.amount()) {
        peak = new MemoryCurve.Peak(live, operations.get(operation).position(), before, count);
      }
      before += operations.get(operation).counts() ? 1 : 0;
    }
    return peak;
  }
}
