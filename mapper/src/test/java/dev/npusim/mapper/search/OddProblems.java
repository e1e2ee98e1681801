package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Compute;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.count.Counter;
import java.util.Random;

/**
 * Random problems small enough to price every mapping, with all that architectures and layers can
 * have: two-dimensional windows, dilation, groups, four levels, two buffers, bytes with wider
 * partial sums, partitions, operands that cannot pass a level by, every delivery.
 */
final class OddProblems {
  private static final Precision[] PRECISIONS = {Precision.W8A8, Precision.parse("w4a16")};

  private final Random random;

  private OddProblems(long seed) {
    random = new Random(seed * 0x9E3779B97F4A7C15L);
  }

  static SearchProblem random(long seed, Counter counter) {
    OddProblems odd = new OddProblems(seed);
    Objective objective = Objective.values()[odd.random.nextInt(3)];
    boolean four = odd.random.nextInt(3) == 0;
    Architecture architecture = odd.architecture(four);
    Layer layer = odd.layer(four);
    // In most, of windows what is touched; in the others boxes, as runs have them.
    return new SearchProblem(
        architecture, seed % 4 > 0 ? counter.view(layer) : layer, counter, objective);
  }

  private Layer layer(boolean small) {
    Precision precision = PRECISIONS[random.nextInt(PRECISIONS.length)];
    if (small) {
      return random.nextBoolean()
          ? Layers.gemm("gemm", to(2), to(3), to(3), precision)
          : window(new LoopNest.Conv(1, 1, to(2), 1, 2 + random.nextInt(2), 1, 2, 1), precision);
    }
    return switch (random.nextInt(3)) {
      case 0 -> window(new LoopNest.Conv(1, 1, 1, 1, 2 + random.nextInt(2), 2, 2, 2), precision);
      case 1 ->
          window(new LoopNest.Conv(1, 1, to(2), to(2), 2 + random.nextInt(3), 1, 1, 2), precision);
      default ->
          window(new LoopNest.Conv(1, 2, 1, to(2), 3, 1, 2 + random.nextInt(2), 1), precision);
    };
  }

  private Layer window(LoopNest.Conv nest, Precision precision) {
    return Layers.convolution(
        "window", nest, new Layers.Slide(to(3), to(3)), new Layers.Slide(to(2), to(2)), precision);
  }

  private Architecture architecture(boolean four) {
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    levels.add(memory("RF", 3 + random.nextInt(10), to(3)));
    levels.add(memory("GLB", 8 + random.nextInt(40), 2 + to(9)));
    if (four) {
      levels.add(memory("L2", 12 + random.nextInt(60), 5 + to(9)));
    }
    levels.add(
        new MemoryLevel(
            "DRAM",
            ImmutableSet.copyOf(Role.values()),
            MemoryLevel.Unit.BYTES,
            MemoryLevel.UNLIMITED,
            ImmutableMap.of(),
            Double.POSITIVE_INFINITY,
            Double.POSITIVE_INFINITY,
            to(3),
            false,
            20,
            20 + random.nextInt(2)));
    int under = 1 + random.nextInt(2);
    return new Architecture(
        "odd",
        new Compute(1, 1),
        levels.build(),
        random.nextBoolean() && !four
            ? ImmutableList.of(axis("X", random.nextInt(2)), axis("Y", under))
            : ImmutableList.of(axis("X", under)),
        "units");
  }

  private MemoryLevel memory(String name, long capacity, double energy) {
    ImmutableSet.Builder<Role> holds = ImmutableSet.builder();
    holds.add(Role.values()[random.nextInt(3)]);
    holds.add(Role.values()[random.nextInt(3)]);
    ImmutableSet<Role> all = holds.build();
    ImmutableMap.Builder<Role, Long> partitions = ImmutableMap.builder();
    if (random.nextInt(3) == 0) {
      partitions.put(all.iterator().next(), (long) to(9));
    }
    double infinite = Double.POSITIVE_INFINITY;
    return new MemoryLevel(
        name,
        all,
        random.nextBoolean() ? MemoryLevel.Unit.BYTES : MemoryLevel.Unit.WORDS,
        capacity,
        partitions.build(),
        random.nextBoolean() ? infinite : to(3),
        random.nextBoolean() ? infinite : to(3),
        random.nextBoolean() ? infinite : 1 + to(3),
        random.nextBoolean(),
        energy,
        energy + random.nextInt(2),
        random.nextInt(4) == 0 ? ImmutableSet.of(all.iterator().next()) : ImmutableSet.of());
  }

  private SpatialAxis axis(String name, int under) {
    return new SpatialAxis(
        name,
        2,
        under,
        ImmutableSet.of(),
        SpatialAxis.Delivery.values()[random.nextInt(3)],
        random.nextInt(4) > 0);
  }

  private int to(int most) {
    return 1 + random.nextInt(most);
  }
}
