package dev.npusim.ir.pass;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Node;
import dev.npusim.ir.RandomGraphs;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PassesTest {
  private static List<String> names(Graph graph) {
    return graph.nodes().stream().map(Node::name).toList();
  }

  @Test
  void deadNodesGoTogetherWithWhatOnlyTheyRead() {
    GraphBuilder graph = new GraphBuilder("g");
    Value x = graph.input("x", TensorType.rowMajor(2, 2));
    Value a = graph.add("a", "", new Unary(Unary.Function.RELU), x);
    Value b = graph.add("b", "", new Unary(Unary.Function.EXP), a);
    graph.add("c", "", new Unary(Unary.Function.EXP), b);
    graph.output(a);
    assertThat(names(PassPipeline.of(new RemoveDeadNodes()).apply(graph.build())))
        .containsExactly("a");
  }

  @Test
  void equalNodesAreNotMerged() {
    GraphBuilder graph = new GraphBuilder("g");
    Value x = graph.input("x", TensorType.rowMajor(2, 2));
    graph.output(graph.add("a", "", new Unary(Unary.Function.SILU), x));
    graph.output(graph.add("b", "", new Unary(Unary.Function.SILU), x));
    assertThat(
            names(
                PassPipeline.of(new CollapseReshapes(), new RemoveDeadNodes())
                    .apply(graph.build())))
        .containsExactly("a", "b");
  }

  @Test
  void reshapesOfReshapesCollapse() {
    GraphBuilder graph = new GraphBuilder("g");
    Value x = graph.input("x", TensorType.rowMajor(2, 6));
    Value a = graph.add("a", "", new Reshape(TensorType.rowMajor(3, 4)), x);
    Value b = graph.add("b", "", new Reshape(TensorType.rowMajor(12)), a);
    graph.output(graph.add("relu", "", new Unary(Unary.Function.RELU), b));
    Value back = graph.add("back", "", new Reshape(TensorType.rowMajor(2, 6)), b);
    graph.output(graph.add("exp", "", new Unary(Unary.Function.EXP), back));
    Graph collapsed = PassPipeline.of(new CollapseReshapes()).apply(graph.build());
    assertThat(names(collapsed)).containsExactly("b", "relu", "exp");
    assertThat(collapsed.nodes().get(2).input(0)).isEqualTo(x);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void randomGraphsKeepTheirOutputs(int seed) {
    Graph graph = RandomGraphs.of(seed, 40);
    Graph after = PassPipeline.of(new CollapseReshapes(), new RemoveDeadNodes()).apply(graph);
    assertThat(after.outputs()).isEqualTo(graph.outputs());
    assertThat(after.macs()).isLessThanOrEqualTo(graph.macs());
  }

  @Test
  void aBrokenPromiseIsReported() {
    Pass broken =
        new Pass() {
          @Override
          public String name() {
            return "broken";
          }

          @Override
          public ImmutableList<Property> ensures() {
            return ImmutableList.of(RemoveDeadNodes.EVERY_RESULT_IS_USED);
          }

          @Override
          public Graph apply(Graph graph) {
            return graph;
          }
        };
    GraphBuilder graph = new GraphBuilder("g");
    Value x = graph.input("x", TensorType.rowMajor(2, 2));
    graph.output(graph.add("a", "", new Unary(Unary.Function.RELU), x));
    graph.add("b", "", new Unary(Unary.Function.EXP), x);
    Graph built = graph.build();
    assertThatThrownBy(() -> PassPipeline.of(broken).apply(built))
        .isInstanceOf(IrException.class)
        .hasMessage("pass broken promises that every result is used: nothing reads b of node b");
  }
}
