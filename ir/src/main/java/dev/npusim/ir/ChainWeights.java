package dev.npusim.ir;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/**
 * How much of learned tensors chains read again, those that several producers read once. Segments
 * that chains share are added up once: all chains of a graph together take O(nodes) and, for each
 * chain, the tensors that several nodes read.
 */
public final class ChainWeights {
  private final ToLongFunction<Value> size;
  private final Map<Chain, Long> own = new IdentityHashMap<>();

  /**
   * @param size of a tensor, such as {@code Value::elements} or {@code precision::bytes}
   */
  public ChainWeights(ToLongFunction<Value> size) {
    this.size = size;
  }

  /** Of all producers in {@code chain}, in the unit of the sizes. */
  public long of(Chain chain) {
    Deque<Chain> open = new ArrayDeque<>();
    for (Chain next = chain; next != null && !own.containsKey(next); next = next.earlier()) {
      open.push(next);
    }
    for (Chain next : open) {
      Chain earlier = next.earlier();
      long before = earlier == null ? 0 : own.getOrDefault(earlier, 0L);
      long here = next.ownWeights().stream().mapToLong(size).reduce(0, Math::addExact);
      own.put(next, Math.addExact(before, here));
    }
    return Math.addExact(
        own.getOrDefault(chain, 0L),
        chain.sharedWeights().stream().mapToLong(size).reduce(0, Math::addExact));
  }
}
