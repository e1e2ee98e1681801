package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.fuse.GroupFormation;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class StoredTest {
  /** Four groups: (a, act), b, pool, c; the concat and the slice are views. */
  private static Graph graph() {
    TestModels.Net net = new TestModels.Net("g");
    Value x = net.graph.input("x", TensorType.image(1, 8, 8, 8));
    Value a = net.unary("act", Unary.Function.RELU, net.conv("a", x, 8, 3, 1, 1));
    Value b = net.conv("b", a, 8, 3, 2, 1);
    Window two = Window.of(2, 2, 0);
    Value pool = net.graph.add("pool", "", new Pool(Pool.Function.MAX, two, two), x);
    Value both = net.graph.add("both", "", new Concat(1), b, pool);
    Value c = net.conv("c", both, 4, 1, 1, 1);
    net.graph.output(c);
    net.graph.output(net.graph.add("half", "", new Slice(1, 0, 4), b));
    return net.graph.build();
  }

  private static Map<String, Stored> stored() {
    Graph graph = graph();
    Aliases aliases = Aliases.of(graph);
    ImmutableList<Group> groups = GroupFormation.of(graph, aliases);
    assertThat(groups)
        .extracting(group -> group.anchor().name())
        .containsExactly("a", "b", "pool", "c");
    return Stored.of(graph, aliases, groups).stream()
        .collect(Collectors.toMap(tensor -> tensor.root().name(), tensor -> tensor));
  }

  @Test
  void whatAGroupPassesOnInsideIsNotStored() {
    assertThat(stored().keySet().stream().filter(name -> !name.contains(".")))
        .containsExactlyInAnyOrder("x", "act", "b", "pool", "c");
  }

  @Test
  void weightsAreReadOnly() {
    Stored weight = stored().get("b.w");
    assertThat(weight.producer()).isEqualTo(-1);
    assertThat(weight.accesses().asList()).isEqualTo(List.of(1));
    assertThat(weight.gaps()).isZero();
    assertThat(stored())
        .containsOnlyKeys("x", "act", "b", "pool", "c", "a.w", "a.b", "b.w", "b.b", "c.w", "c.b");
  }

  @Test
  void inputsHaveNoProducer() {
    Stored x = stored().get("x");
    assertThat(x.producer()).isEqualTo(-1);
    assertThat(x.accesses().asList()).isEqualTo(List.of(0, 2));
    assertThat(x.gaps()).isEqualTo(1);
  }

  @Test
  void readersBehindViewsReadTheRoots() {
    assertThat(stored().get("b").accesses().asList()).isEqualTo(List.of(1, 3));
    assertThat(stored().get("pool").accesses().asList()).isEqualTo(List.of(2, 3));
  }

  @Test
  void outputsSeenThroughAViewMustBeInDramAndNothingElse() {
    assertThat(stored().get("b").outputs()).containsExactly(new Region(0, 16, 0, 4));
    assertThat(stored().get("c").outputs()).containsExactly(new Region(0, 16, 0, 4));
    assertThat(stored().get("act").outputs()).isEmpty();
    assertThat(stored().get("c").gaps()).isZero();
  }
}
