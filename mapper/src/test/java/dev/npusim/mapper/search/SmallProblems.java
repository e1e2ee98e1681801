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
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.mapper.nest.count.Counter;
import java.util.Random;

/** Random problems of three levels small enough to price every mapping. */
final class SmallProblems {
  private SmallProblems() {}

  static SearchProblem random(long seed, Counter counter) {
    Random random = new Random(seed);
    Objective objective = Objective.values()[random.nextInt(3)];
    return new SearchProblem(architecture(random), layer(random), counter, objective);
  }

  /** Memories of bytes, where sums are up to eight times as wide as results. */
  static SearchProblem inBytes(long seed, Counter counter) {
    Random random = new Random(seed * 31 + 7);
    Objective objective = Objective.values()[random.nextInt(3)];
    Architecture words = architecture(random);
    Layer layer = counter.view(layer(random));
    int bits = 4 << random.nextInt(3);
    ImmutableList.Builder<MemoryLevel> levels = ImmutableList.builder();
    for (MemoryLevel m : words.levels()) {
      boolean outermost = m.capacity() == MemoryLevel.UNLIMITED;
      levels.add(
          new MemoryLevel(
              m.name(),
              m.holds(),
              random.nextInt(6) == 0 ? m.unit() : MemoryLevel.Unit.BYTES,
              outermost ? m.capacity() : m.capacity() * (1 + random.nextInt(3)),
              m.partitions(),
              m.readBandwidth(),
              m.writeBandwidth(),
              m.sharedBandwidth(),
              !outermost && random.nextInt(3) == 0,
              m.readEnergy(),
              m.writeEnergy()));
    }
    return new SearchProblem(
        new Architecture("bytes", words.compute(), levels.build(), words.axes(), "units"),
        new Layer(
            layer.name(),
            layer.dims(),
            layer.operands().stream()
                .map(o -> narrower(o, bits))
                .collect(ImmutableList.toImmutableList())),
        counter,
        objective);
  }

  private static Operand narrower(Operand o, int bits) {
    return o.isWritten()
        ? new Operand(o.name(), o.role(), o.coordinates(), bits, o.partialBits())
        : o;
  }

  private static Layer layer(Random random) {
    return switch (random.nextInt(4)) {
      case 0 ->
          Layers.gemm(
              "gemm",
              1 + random.nextInt(5),
              1 + random.nextInt(5),
              1 + random.nextInt(5),
              Precision.W8A8);
      case 1 ->
          Layers.bmm(
              "bmm",
              2,
              1 + random.nextInt(3),
              1 + random.nextInt(3),
              1 + random.nextInt(4),
              Precision.W8A8);
      case 2 -> {
        // A row of an image with taps: halo, stride.
        Layers.Slide slide = new Layers.Slide(1 + random.nextInt(2), 1);
        yield Layers.convolution(
            "row",
            new LoopNest.Conv(
                1, 1, 1 + random.nextInt(3), 1, 2 + random.nextInt(4), 1, 2 + random.nextInt(2), 1),
            slide,
            slide,
            Precision.W8A8);
      }
      default -> {
        Layers.Slide slide = new Layers.Slide(1 + random.nextInt(2), 1);
        yield Layers.convolution(
            "depthwise",
            new LoopNest.Conv(1, 2, 1, 1, 2 + random.nextInt(4), 1, 2 + random.nextInt(2), 1),
            slide,
            slide,
            Precision.W8A8);
      }
    };
  }

  private static Architecture architecture(Random random) {
    double inner = 1 + random.nextInt(3);
    return new Architecture(
        "small",
        new Compute(1, 1),
        ImmutableList.of(
            memory(random, "RF", 2 + random.nextInt(8), inner),
            memory(random, "GLB", 6 + random.nextInt(24), 2 + 3 * random.nextInt(4)),
            new MemoryLevel(
                "DRAM",
                ImmutableSet.copyOf(Role.values()),
                MemoryLevel.Unit.WORDS,
                MemoryLevel.UNLIMITED,
                ImmutableMap.of(),
                Double.POSITIVE_INFINITY,
                Double.POSITIVE_INFINITY,
                1 + random.nextInt(3),
                false,
                20,
                20)),
        random.nextInt(3) == 0
            ? ImmutableList.of(axis("X", 2, 1, random), axis("Y", 2, 2, random))
            : ImmutableList.of(axis("X", 2 + random.nextInt(2), 1, random)),
        "units");
  }

  private static MemoryLevel memory(Random random, String name, long capacity, double energy) {
    ImmutableSet.Builder<Role> holds = ImmutableSet.builder();
    holds.add(Role.values()[random.nextInt(3)]);
    holds.add(Role.values()[random.nextInt(3)]);
    return new MemoryLevel(
        name,
        holds.build(),
        MemoryLevel.Unit.WORDS,
        capacity,
        ImmutableMap.of(),
        random.nextBoolean() ? Double.POSITIVE_INFINITY : 1 + random.nextInt(3),
        random.nextBoolean() ? Double.POSITIVE_INFINITY : 1 + random.nextInt(3),
        Double.POSITIVE_INFINITY,
        false,
        energy,
        energy);
  }

  private static SpatialAxis axis(String name, long size, int under, Random random) {
    return new SpatialAxis(
        name,
        size,
        under,
        ImmutableSet.of(),
        SpatialAxis.Delivery.values()[random.nextInt(3) == 0 ? 2 : 0],
        random.nextInt(4) > 0);
  }
}
