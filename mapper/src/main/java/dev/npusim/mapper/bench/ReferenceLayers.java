package dev.npusim.mapper.bench;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;

/** Convolutions and matrix products of well-known models, small and large. */
public final class ReferenceLayers {
  private ReferenceLayers() {}

  public static ImmutableList<Layer> all() {
    return ImmutableList.of(
        convolution("rn50_conv1_7x7s2", 64, 3, 112, 7, 2),
        convolution("rn50_res2_3x3_64_56", 64, 64, 56, 3, 1),
        convolution("rn50_res5_1x1_1024_2048_s2", 2048, 1024, 7, 1, 2),
        convolution("sd15_conv_320_320_64", 320, 320, 64, 3, 1),
        Layers.bmm("sd15_attn_qk_4096_40_h8", 8, 4096, 4096, 40, Precision.W8A8),
        Layers.gemm("llama_qproj_128_4096_4096", 128, 4096, 4096, Precision.W8A8),
        Layers.gemm("llama_decode_1_4096_4096", 1, 4096, 4096, Precision.W8A8));
  }

  private static Layer convolution(String name, long k, long c, long pq, long rs, long stride) {
    Layers.Slide slide = new Layers.Slide(stride, 1);
    return Layers.convolution(
        name, new LoopNest.Conv(1, 1, k, c, pq, pq, rs, rs), slide, slide, Precision.W8A8);
  }
}
