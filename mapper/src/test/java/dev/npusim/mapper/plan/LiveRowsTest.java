package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Slice;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.depthfirst.DepthFirst;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.FusionPlan;
import dev.npusim.mapper.depthfirst.Halo;
import dev.npusim.mapper.emit.Candidate;
import dev.npusim.mapper.emit.ProgramBuilder;
import dev.npusim.mapper.fuse.GroupFormation;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.Npu;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which rows of a tensor somebody still reads, and that no others stay. */
class LiveRowsTest {
  private static final int SIDE = 16;

  @Test
  void rowsInFrontOfWhatIsReadLaterAreNotLive() {
    TestModels.Net net = new TestModels.Net("g");
    Value x = net.graph.input("x", TensorType.image(1, 8, 8, 8));
    Value a = net.conv("a", x, 8, 3, 1, 1);
    net.graph.output(net.conv("top", slice(net, "first", a, 0, 5), 8, 3, 1, 1));
    net.graph.output(net.conv("bottom", slice(net, "last", a, 3, 5), 8, 3, 1, 1));
    Graph graph = net.graph.build();
    Aliases aliases = Aliases.of(graph);
    Stored stored =
        Stored.of(graph, aliases, GroupFormation.of(graph, aliases)).stream()
            .filter(tensor -> tensor.root().equals(a))
            .findFirst()
            .orElseThrow();
    assertThat(stored.accesses().asList()).isEqualTo(List.of(0, 1, 2));
    // All of it until the first reader, the five last lines of eight after that.
    assertThat(stored.liveFrom().asList()).isEqualTo(List.of(0, 3 * 8));
  }

  private static Value slice(TestModels.Net net, String name, Value image, int begin, int lines) {
    return net.graph.add(name, "", new Slice(2, begin, lines), image);
  }

  /** A window of k lines, one line apart, reads k - 1 lines of the tile before. */
  @ParameterizedTest
  @ValueSource(ints = {3, 5})
  void onlyTheHaloOfATileWaitsForTheNext(int kernel) {
    TestModels.Net net = new TestModels.Net("g");
    Value x = net.graph.input("x", TensorType.image(1, 8, SIDE, SIDE));
    Value a = net.conv("a", x, 8, kernel, 1, kernel / 2);
    net.graph.output(net.conv("b", a, 8, kernel, 1, kernel / 2));
    FusionGroup group =
        new FusionGroup(ImmutableList.of("a", "b"), 4, SIDE, Halo.CACHED, Halo.CACHED);
    Graph tiled =
        DepthFirst.rewrite(net.graph.build(), new FusionPlan(ImmutableList.of(group))).graph();
    Npu npu = Chips.withSram(1024);
    Candidate made =
        new ProgramBuilder(tiled, ImmutableMap.of(), npu, Precision.W8A8)
            .build(
                new Knobs(npu.sram().sizeBytes(), 48, ImmutableSet.of(), ImmutableSet.of()),
                new ContractionSearch(npu, 48, false),
                new AttentionBlocks(npu, 48));
    int waiting = 0;
    for (Stored stored : made.residency().stored()) {
      if (stored.producer() < 0 || stored.gaps() < 2) {
        continue;
      }
      waiting++;
      assertThat(made.residency().keptRows(stored, 0)).isEqualTo(stored.root().type().rows());
      assertThat(made.residency().keptRows(stored, 1)).isEqualTo((kernel - 1) * SIDE);
    }
    assertThat(waiting).isEqualTo(SIDE / 4 - 1);
  }
}
