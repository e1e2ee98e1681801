package dev.npusim.mapper.depthfirst;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.workloads.Workloads;
import java.util.Map;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * MACs of FSRCNN in tiles of 60 x 72, in the three halo modes of DeFiNES (arXiv 2212.05344, section
 * V), and worked out from its layers' extents: all of them are convolutions without padding.
 */
class FsrcnnTilesTest {
  /** Of each layer, rows and columns alike. */
  private static final int[] KERNELS = {5, 1, 3, 3, 3, 3, 1, 3};

  /** A layer's tiles overlap by what all kernels behind it reach beyond a position. */
  private static long byHand(Graph model, boolean rowsAgain, boolean columnsAgain) {
    long total = 0;
    int halo = 0;
    for (int layer = KERNELS.length - 1; layer >= 0; layer--) {
      var shape = model.nodes().get(layer).output().type().shape();
      long rows = shape.dim(2);
      long columns = shape.dim(3);
      total +=
          model.nodes().get(layer).macs()
              / (rows * columns)
              * (rows + (rowsAgain ? halo * (tilesOf(model, 2, 72) - 1) : 0))
              * (columns + (columnsAgain ? halo * (tilesOf(model, 3, 60) - 1) : 0));
      halo += KERNELS[layer] - 1;
    }
    return total;
  }

  private static long tilesOf(Graph model, int axis, int tile) {
    long extent = model.outputs().get(0).type().shape().dim(axis);
    return (extent + tile - 1) / tile;
  }

  @ParameterizedTest
  @CsvSource({
    "RECOMPUTED, RECOMPUTED, 1.0906",
    "RECOMPUTED, CACHED, 1.0389",
    "CACHED, CACHED, 1.0000"
  })
  void macsAreThoseOfThePaper(Halo vertical, Halo horizontal, double times) {
    Graph model = Workloads.load("fsrcnn", Map.of()).graph();
    assertThat(model.macs()).isEqualTo(8_362_594_208L);
    FusionPlan plan =
        FusionChooser.longest(model, new FusionChoice.Tiling(60, 72, vertical, horizontal));
    assertThat(plan.groups()).hasSize(1);
    GroupCost cost = GroupCost.of(model, plan.groups().get(0), Precision.W8A8);
    TiledGraph tiled = DepthFirst.rewrite(model, plan);
    assertThat(cost.macs())
        .isEqualTo(byHand(model, vertical == Halo.RECOMPUTED, horizontal == Halo.RECOMPUTED))
        .isEqualTo(tiled.graph().macs());
    assertThat((double) cost.macs() / model.macs()).isCloseTo(times, within(0.00005));
  }
}
