package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.math.LongMath;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** All combinations of values; the last key varies fastest. */
public record Grid(ImmutableList<SweepKey> keys) {
  /**
   * @throws SweepException where a key is given twice
   */
  public Grid {
    Set<String> names = new HashSet<>();
    for (SweepKey key : keys) {
      if (!names.add(key.name())) {
        throw new SweepException("--vary: key " + key.name() + " is given twice");
      }
    }
  }

  /** How many; {@code Long.MAX_VALUE} for more than fit. */
  public long size() {
    long size = 1;
    for (SweepKey key : keys) {
      size = LongMath.saturatedMultiply(size, key.values().size());
    }
    return size;
  }

  /** Number {@code index} of them, from 0. */
  public SweepPoint point(long index) {
    int[] positions = new int[keys.size()];
    long rest = index;
    for (int i = keys.size() - 1; i >= 0; i--) {
      int count = keys.get(i).values().size();
      positions[i] = (int) (rest % count);
      rest /= count;
    }
    return new SweepPoint(index, com.google.common.primitives.ImmutableIntArray.copyOf(positions));
  }

  /** The place of a combination. */
  public long index(List<Integer> positions) {
    long index = 0;
    for (int i = 0; i < keys.size(); i++) {
      index = index * keys.get(i).values().size() + positions.get(i);
    }
    return index;
  }

  /** Where {@code name} is among the keys, or -1. */
  public int indexOf(String name) {
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).name().equals(name)) {
        return i;
      }
    }
    return -1;
  }

  /** The value of key {@code key} at {@code point}, as written. */
  public String value(SweepPoint point, int key) {
    return keys.get(key).values().get(point.positions().get(key));
  }
}
