package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Small problems, architectures and mappings, equal for equal seeds. */
final class RandomNests {
  record Case(Architecture architecture, Layer layer, Mapping mapping) {}

  private final Random random;

  RandomNests(long seed) {
    // Neighbouring seeds begin alike.
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  Case next() {
    Layer layer = layer();
    Architecture architecture = architecture();
    return new Case(architecture, layer, mapping(architecture, layer));
  }

  Layer layer() {
    int kind = random.nextInt(6);
    if (kind == 0) {
      return Layers.gemm("gemm", to(6), to(6), to(6), Precision.W8A8);
    }
    if (kind == 1) {
      return Layers.bmm("bmm", to(3), to(4), to(4), to(4), Precision.W8A8);
    }
    long groups = kind == 2 ? 2 : 1;
    return Layers.convolution(
        "convolution",
        new LoopNest.Conv(1, groups, to(3), to(3), to(7), to(4), to(3), to(3)),
        new Layers.Slide(to(3), to(2)),
        new Layers.Slide(to(2), to(2)),
        Precision.W8A8);
  }

  Architecture architecture() {
    int count = 1 + random.nextInt(4);
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    for (int level = 0; level < count; level++) {
      levels.add(
          new MemoryLevel(
              "L" + level,
              ImmutableSet.copyOf(Role.values()),
              MemoryLevel.Unit.WORDS,
              MemoryLevel.UNLIMITED,
              ImmutableMap.of(),
              1 + random.nextInt(8),
              1 + random.nextInt(8),
              2 + random.nextInt(8),
              random.nextBoolean(),
              1 + level * 4,
              1 + level * 4));
    }
    ImmutableList.Builder<SpatialAxis> axes = ImmutableList.builder();
    int under = random.nextInt(count);
    int axisCount = random.nextInt(4);
    for (int axis = 0; axis < axisCount; axis++) {
      axes.add(
          new SpatialAxis(
              "X" + axis,
              2 + random.nextInt(3),
              under,
              ImmutableSet.of(),
              SpatialAxis.Delivery.values()[random.nextInt(3)],
              true));
      under = Math.min(count - 1, under + random.nextInt(2));
    }
    return new Architecture("random", new Compute(1, 1), levels.build(), axes.build(), "units");
  }

  Mapping mapping(Architecture architecture, Layer layer) {
    FlatMapping flat = new FlatMapping(architecture, layer);
    int dims = layer.dims().size();
    boolean divide = random.nextBoolean();
    long[] left = layer.dims().stream().mapToLong(Dim::bound).toArray();
    int levels = architecture.levels().size();
    for (int level = 0; level < levels; level++) {
      for (int axis = 0; axis < architecture.axes().size(); axis++) {
        if (architecture.axes().get(axis).under() == level) {
          long room = architecture.axes().get(axis).size();
          for (int dim : shuffled(dims)) {
            long factor = factor(Math.min(left[dim], room), left[dim], divide);
            flat.spatial[axis * dims + dim] = factor;
            left[dim] = (left[dim] + factor - 1) / factor;
            room /= factor;
          }
        }
      }
      List<Integer> order = shuffled(dims);
      for (int i = 0; i < dims; i++) {
        int dim = order.get(i);
        flat.order[level * dims + i] = dim;
        long factor = level == levels - 1 ? left[dim] : factor(left[dim], left[dim], divide);
        flat.factors[level * dims + dim] = factor;
        left[dim] = (left[dim] + factor - 1) / factor;
      }
      if (level < levels - 1) {
        flat.keeps[level] = random.nextInt(1 << layer.operands().size());
      }
    }
    return flat.toMapping();
  }

  private long factor(long most, long left, boolean divide) {
    long factor = random.nextBoolean() ? 1 : 1 + random.nextInt((int) Math.max(1, most));
    while (divide && left % factor != 0) {
      factor--;
    }
    return factor;
  }

  private List<Integer> shuffled(int dims) {
    List<Integer> order = new ArrayList<>();
    for (int dim = 0; dim < dims; dim++) {
      order.add(dim);
    }
    Collections.shuffle(order, random);
    return order;
  }

  private int to(int most) {
    return 1 + random.nextInt(most);
  }
}
