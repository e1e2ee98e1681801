package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.bench.ReferenceLayers;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Compute;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import java.util.stream.IntStream;

/**
 * A small accelerator and layers whose best EDP under Timeloop's counting is known: 16 x 16 PEs
 * with a 512-word register file each, a 524,288-word global buffer, DRAM. Energy per word 1, 8 and
 * 256, per MAC 1.
 */
public final class Edge3 {
  private static final double NO_LIMIT = Double.POSITIVE_INFINITY;

  /**
   * A layer.
   *
   * @param bestKnown EDP / 1e12 of the best mapping known before, counted as Timeloop does
   */
  record Case(Layer layer, double bestKnown) {}

  private Edge3() {}

  public static Architecture architecture() {
    return architecture(512, 524_288);
  }

  public static Architecture architecture(long registers, long buffer) {
    return new Architecture(
        "edge3",
        new Compute(1, 1),
        ImmutableList.of(
            memory("RF", registers, NO_LIMIT, NO_LIMIT, NO_LIMIT, 1),
            memory("GLB", buffer, 64, 64, NO_LIMIT, 8),
            memory("DRAM", MemoryLevel.UNLIMITED, NO_LIMIT, NO_LIMIT, 16, 256)),
        ImmutableList.of(axis("SX"), axis("SY")),
        "units");
  }

  private static MemoryLevel memory(
      String name, long capacity, double read, double write, double shared, double energy) {
    return new MemoryLevel(
        name,
        ImmutableSet.copyOf(Role.values()),
        MemoryLevel.Unit.WORDS,
        capacity,
        ImmutableMap.of(),
        read,
        write,
        shared,
        false,
        energy,
        energy);
  }

  private static SpatialAxis axis(String name) {
    return new SpatialAxis(name, 16, 1, ImmutableSet.of(), SpatialAxis.Delivery.MULTICAST, true);
  }

  public static Layer conv(String name, long k, long c, long pq, long rs, long stride) {
    return grouped(name, 1, k, c, pq, rs, stride);
  }

  public static Layer grouped(String name, long g, long k, long c, long pq, long rs, long stride) {
    Layers.Slide slide = new Layers.Slide(stride, 1);
    return Layers.convolution(
        name, new LoopNest.Conv(1, g, k, c, pq, pq, rs, rs), slide, slide, Precision.W8A8);
  }

  public static Layer gemm(String name, long m, long n, long k) {
    return Layers.gemm(name, m, n, k, Precision.W8A8);
  }

  public static Layer bmm(String name, long b, long m, long n, long k) {
    return Layers.bmm(name, b, m, n, k, Precision.W8A8);
  }

  static ImmutableList<Case> cases() {
    double[] bestKnown = {391.33, 309.66, 446.73, 302356, 1277500.0, 130860.0, 4560.8};
    ImmutableList<Layer> layers = ReferenceLayers.all();
    return IntStream.range(0, layers.size())
        .mapToObj(i -> new Case(layers.get(i), bestKnown[i]))
        .collect(ImmutableList.toImmutableList());
  }
}
