package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Slice;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * What the values of a graph show, element by element, looking through concats and slices: boxes of
 * shapes, each a shifted box of a value of the model.
 */
final class Contents {
  /**
   * The elements p of a value with begin <= p < end are the elements p + shift of a value of the
   * model.
   */
  record Part(
      ImmutableLongArray begin, ImmutableLongArray end, String origin, ImmutableLongArray shift) {

    /** All of a value, as {@code origin} from {@code shift} on. */
    static Part whole(Value value, String origin, ImmutableLongArray shift) {
      int rank = value.type().shape().rank();
      return new Part(
          ImmutableLongArray.copyOf(new long[rank]), value.type().shape().dims(), origin, shift);
    }

    static Part whole(Value value, String origin) {
      return whole(value, origin, ImmutableLongArray.copyOf(new long[value.type().shape().rank()]));
    }

    private boolean isEmpty() {
      for (int axis = 0; axis < begin.length(); axis++) {
        if (begin.get(axis) >= end.get(axis)) {
          return true;
        }
      }
      return false;
    }

    /**
     * Seen along {@code axis} from {@code from} to {@code to} only, which is then at {@code at}.
     */
    private Part cut(int axis, long from, long to, long at) {
      return new Part(
          with(begin, axis, Math.max(begin.get(axis), from) - from + at),
          with(end, axis, Math.min(end.get(axis), to) - from + at),
          origin,
          with(shift, axis, shift.get(axis) + from - at));
    }

    private static ImmutableLongArray with(ImmutableLongArray array, int index, long value) {
      long[] copy = array.toArray();
      copy[index] = value;
      return ImmutableLongArray.copyOf(copy);
    }
  }

  private final Graph graph;
  private final Function<Value, Part> root;
  private final Map<String, ImmutableList<Part>> known = new HashMap<>();

  /**
   * @param root what a value is that no concat or slice makes
   */
  Contents(Graph graph, Function<Value, Part> root) {
    this.graph = graph;
    this.root = root;
  }

  /** Disjoint parts that together are all of a value. */
  ImmutableList<Part> of(Value value) {
    ImmutableList<Part> parts = known.get(value.name());
    if (parts == null) {
      parts = look(value);
      known.put(value.name(), parts);
    }
    return parts;
  }

  private ImmutableList<Part> look(Value value) {
    Node producer = graph.producer(value);
    ImmutableList.Builder<Part> parts = ImmutableList.builder();
    if (producer != null && producer.op() instanceof Concat concat) {
      long offset = 0;
      for (Value input : producer.inputs()) {
        long extent = input.type().shape().dim(concat.axis());
        for (Part part : of(input)) {
          parts.add(part.cut(concat.axis(), 0, extent, offset));
        }
        offset += extent;
      }
    } else if (producer != null && producer.op() instanceof Slice slice) {
      for (Part part : of(producer.input(0))) {
        Part seen = part.cut(slice.axis(), slice.start(), slice.start() + slice.length(), 0);
        if (!seen.isEmpty()) {
          parts.add(seen);
        }
      }
    } else {
      parts.add(root.apply(value));
    }
    return parts.build();
  }

  /** Whether every element p of {@code parts} is the element p + from of {@code whole}. */
  static boolean shows(List<Part> parts, List<Part> whole, ImmutableLongArray from) {
    for (Part part : parts) {
      long left = volume(part.begin(), part.end());
      for (Part other : whole) {
        if (other.begin().length() != part.begin().length()) {
          return false;
        }
        long common = 1;
        boolean aligned = part.origin().equals(other.origin());
        for (int axis = 0; axis < from.length(); axis++) {
          long begin = Math.max(part.begin().get(axis) + from.get(axis), other.begin().get(axis));
          long end = Math.min(part.end().get(axis) + from.get(axis), other.end().get(axis));
          common *= Math.max(0, end - begin);
          aligned &= part.shift().get(axis) == from.get(axis) + other.shift().get(axis);
        }
        if (common > 0 && !aligned) {
          return false;
        }
        left -= common;
      }
      if (left != 0) {
        return false;
      }
    }
    return true;
  }

  private static long volume(ImmutableLongArray begin, ImmutableLongArray end) {
    long volume = 1;
    for (int axis = 0; axis < begin.length(); axis++) {
      volume *= end.get(axis) - begin.get(axis);
    }
    return volume;
  }
}
