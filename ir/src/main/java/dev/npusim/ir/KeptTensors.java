package dev.npusim.ir;

import com.google.common.collect.ImmutableListMultimap;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.LinkedListMultimap;
import com.google.common.collect.ListMultimap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.function.ToLongFunction;

/**
 * Stored tensors that the graph outputs are made of. Of a tensor of which only slices are outputs
 * (the state beside a scan's results, the last inputs of a convolution) these slices are kept, and
 * the rest lives as long as it is read.
 *
 * @param whole kept to the end as they are
 * @param parts of the others, the outputs that are slices of them
 */
record KeptTensors(ImmutableSet<Value> whole, ImmutableListMultimap<Value, Value> parts) {

  static KeptTensors of(Graph graph, Bases bases) {
    ImmutableSet.Builder<Value> whole = ImmutableSet.builder();
    ListMultimap<Value, Value> slices = LinkedListMultimap.create();
    for (Value output : new LinkedHashSet<>(graph.outputs())) {
      List<Value> stored = bases.of(output);
      if (stored.size() == 1 && output.elements() < stored.get(0).elements()) {
        slices.put(stored.get(0), output);
      } else {
        whole.addAll(stored);
      }
    }
    for (Value base : slices.keySet()) {
      if (slices.get(base).stream().mapToLong(Value::elements).sum() >= base.elements()) {
        whole.add(base);
      }
    }
    Set<Value> all = whole.build();
    slices.keySet().removeAll(all);
    return new KeptTensors(ImmutableSet.copyOf(all), ImmutableListMultimap.copyOf(slices));
  }

  /** What remains of a stored tensor after its last reader. */
  long remaining(Value base, ToLongFunction<Value> size) {
    return whole.contains(base)
        ? size.applyAsLong(base)
        : parts.get(base).stream().mapToLong(size).reduce(0, Math::addExact);
  }
}
