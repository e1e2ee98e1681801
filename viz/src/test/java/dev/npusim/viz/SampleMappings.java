package dev.npusim.viz;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.layer.LayerMapper;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Architectures;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.Objective;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.report.MappingReport;

/** Mapped layers for tests. */
public final class SampleMappings {
  private SampleMappings() {}

  /** A 3x3 convolution on edge3 by hand; P and Q are split unevenly. */
  public static MappedLayer given() {
    Layer conv =
        Layers.convolution(
            "conv",
            new LoopNest.Conv(1, 1, 16, 8, 14, 14, 3, 3),
            Layers.Slide.UNIT,
            Layers.Slide.UNIT,
            Precision.W8A8);
    String mapping =
        """
        mapping:
          - {level: DRAM, keeps: [Weights, Inputs, Outputs], loops: [P=4]}
          - {level: GLB, keeps: [Inputs, Outputs], loops: [Q=14]}
          - {axis: SY, loops: [K=16]}
          - {axis: SX, loops: [C=8]}
          - {level: RF, keeps: [Weights, Inputs, Outputs], loops: [P=4, R=3, S=3]}
        """;
    Counter counter = new TimeloopCounter();
    LayerMapper mapper =
        new LayerMapper(Target.of(Architectures.edge3()), conv, counter, Objective.EDP);
    return mapper.price(MappingText.read(Architectures.edge3(), "sample", mapping));
  }

  /** A matrix product on a chip, searched. */
  public static MappedLayer searched() {
    Layer gemm = Layers.gemm("gemm", 64, 96, 80, Precision.W8A8);
    Npu npu = Npus.load("edge-4tops").npu();
    return new LayerMapper(Target.of(npu, gemm), gemm, new PhysicalCounter(), Objective.LATENCY)
        .search(new MappingCache(Effort.FAST, 0), () -> false);
  }

  public static MappingReport report(MappedLayer... layers) {
    return new MappingReport(
        "sample", 1e9, ImmutableList.copyOf(layers), ImmutableList.of("a note"), "1", "npusim map");
  }
}
