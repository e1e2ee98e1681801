package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import com.google.common.io.Resources;
import dev.npusim.mapper.nest.Layer;
import java.io.IOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;

/**
 * Layers of well-known models for {@link Edge3}: strategies are tuned on one half and judged on the
 * other.
 */
final class LayerSuite {
  private LayerSuite() {}

  /** Those that efforts were tuned on: every second one of each kind. */
  static ImmutableList<Layer> tuning() {
    return ImmutableList.of(
        edge3(0),
        edge3(2),
        edge3(4),
        edge3(6),
        Edge3.conv("rn50_res2_1x1_64_256", 256, 64, 56, 1, 1),
        Edge3.conv("rn50_res4_3x3_256", 256, 256, 14, 3, 1),
        Edge3.grouped("mbv2_dw_96_56_s2", 96, 1, 1, 56, 3, 2),
        Edge3.gemm("llama_ffn_up_128", 128, 11008, 4096),
        Edge3.conv("sd15_conv_640_1280_16", 1280, 640, 16, 3, 1),
        Edge3.gemm("sd15_cross_k_77", 77, 320, 768));
  }

  /** Those that they are judged on. */
  static ImmutableList<Layer> judging() {
    return ImmutableList.of(
        edge3(1),
        edge3(3),
        edge3(5),
        Edge3.conv("rn50_res3_3x3_128_s2", 128, 128, 28, 3, 2),
        Edge3.conv("rn50_res5_1x1_2048_512", 512, 2048, 7, 1, 1),
        Edge3.grouped("mbv2_dw_384_14", 384, 1, 1, 14, 3, 1),
        Edge3.gemm("llama_ffn_down_1", 1, 4096, 11008),
        Edge3.bmm("llama_scores_32_128_128", 32, 128, 128, 128),
        Edge3.conv("sd15_conv_4_320_64", 320, 4, 64, 3, 1),
        Edge3.conv("sd15_down_320_32_s2", 320, 320, 32, 3, 2),
        Edge3.bmm("sd15_attn_pv_1024_h8", 8, 1024, 80, 1024));
  }

  /** The best EDP found by {@link SearchSpread} per layer, in energy units times cycles. */
  static Map<String, Double> longRuns() throws IOException {
    URL file = LayerSuite.class.getResource("edge3_long_runs.csv");
    Map<String, Double> costs = new HashMap<>();
    for (String line : Resources.readLines(file, StandardCharsets.UTF_8)) {
      if (!line.startsWith("#")) {
        String[] cells = line.split(",", -1);
        costs.put(cells[0], Double.parseDouble(cells[1]));
      }
    }
    return costs;
  }

  private static Layer edge3(int i) {
    return Edge3.cases().get(i).layer();
  }
}
