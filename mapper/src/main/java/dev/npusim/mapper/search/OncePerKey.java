package dev.npusim.mapper.search;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * A pure function whose results are kept: each key's is computed once. Unlike with {@link
 * ConcurrentHashMap#computeIfAbsent}, nobody waits for the computation of another key, and threads
 * that are going to ask for the same keys can share the work ({@link #begin}). Thread-safe. The
 * function must not wait for tasks of its own: a thread that waits here helps nobody.
 *
 * @param <K> keys, compared by value
 * @param <V> results
 */
public final class OncePerKey<K, V> {
  private final Map<K, Entry> entries = new ConcurrentHashMap<>();
  private final Function<K, V> function;

  public OncePerKey(Function<K, V> function) {
    this.function = function;
  }

  /** The function's value, computed now unless it is known; waits where another thread does so. */
  public V get(K key) {
    return entry(key).get();
  }

  /** Computes what no thread has begun to compute; never waits. */
  public void begin(K key) {
    Entry entry = entry(key);
    if (entry.begun.compareAndSet(false, true)) {
      entry.get();
    }
  }

  private Entry entry(K key) {
    Entry known = entries.get(key);
    return known != null ? known : entries.computeIfAbsent(key, Entry::new);
  }

  private final class Entry {
    private final K key;
    private final AtomicBoolean begun = new AtomicBoolean();
    private volatile @Nullable V value;

    Entry(K key) {
      this.key = key;
    }

    V get() {
      V known = value;
      return known != null ? known : compute();
    }

    private synchronized V compute() {
      begun.set(true);
      V known = value;
      if (known == null) {
        known = function.apply(key);
        value = known;
      }
      return known;
    }
  }
}
