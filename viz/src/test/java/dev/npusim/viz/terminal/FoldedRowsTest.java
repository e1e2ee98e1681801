package dev.npusim.viz.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Unary;
import dev.npusim.viz.report.Work;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FoldedRowsTest {
  private static final Work SMALL = work(8);
  private static final Work LARGE = work(16);

  private static Work work(long columns) {
    GraphBuilder builder = new GraphBuilder("one");
    var x = builder.input("x", TensorType.rowMajor(1, columns));
    builder.output(builder.add("act", "", new Unary(Unary.Function.SILU), x));
    Graph graph = builder.build();
    return Work.of(graph.nodes(), Precision.W8A8);
  }

  @Test
  void equalLayersInARowAreOneWithTheirSum() {
    Map<String, Work> rows =
        FoldedRows.of(
            ImmutableMap.<String, Work>builder()
                .put("embed", SMALL)
                .put("layers.0", LARGE)
                .put("layers.1", SMALL)
                .put("layers.2", SMALL)
                .put("layers.3", SMALL)
                .put("other.4", SMALL)
                .put("other.6", SMALL)
                .put("head", SMALL)
                .buildOrThrow());
    assertThat(rows.keySet())
        .containsExactly("embed", "layers.0", "layers.1-3, 3 times", "other.4", "other.6", "head");
    assertThat(rows)
        .containsEntry("layers.0", LARGE)
        .containsEntry("layers.1-3, 3 times", SMALL.plus(SMALL).plus(SMALL));
  }
}
