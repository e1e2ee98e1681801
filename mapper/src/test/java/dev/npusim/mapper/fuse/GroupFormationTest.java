package dev.npusim.mapper.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Aliases;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.TestModels.Net;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class GroupFormationTest {
  private final Net net = new Net("g");
  private final Value x = net.graph.input("x", TensorType.image(1, 8, 6, 6));

  private static ImmutableList<Group> groups(Graph graph) {
    return GroupFormation.of(graph, Aliases.of(graph));
  }

  private ImmutableList<Group> groups(Value... outputs) {
    for (Value output : outputs) {
      net.graph.output(output);
    }
    return groups(net.graph.build());
  }

  private static List<String> names(List<Node> nodes) {
    return nodes.stream().map(Node::name).toList();
  }

  /** Each group as its nodes' names. */
  private static List<List<String>> shape(List<Group> groups) {
    return groups.stream().map(group -> names(group.nodes())).toList();
  }

  private Value conv(String name, Value input) {
    return net.conv(name, input, 8, 3, 1, 1);
  }

  private Value relu(String name, Value input) {
    return net.unary(name, Unary.Function.RELU, input);
  }

  private Value groupNorm(String name, Value input) {
    return net.norm(name, Normalization.group(4), input);
  }

  @Nested
  class PointwiseEpilogue {
    @Test
    void matches() {
      Value y = relu("act", net.add("add", conv("conv", x), x));
      ImmutableList<Group> groups = groups(y);
      assertThat(shape(groups)).containsExactly(List.of("conv", "add", "act"));
      assertThat(groups.get(0)).isInstanceOf(Group.Contract.class);
      assertThat(groups.get(0).output()).isEqualTo(y);
    }

    @Test
    void matchesOnVectorWork() {
      Value y = relu("act", net.conv("depthwise", x, 8, 3, 1, 8));
      assertThat(groups(y)).hasSize(1).first().isInstanceOf(Group.Vector.class);
    }

    @Test
    void matchesThroughAViewThatKeepsRowsAndColumns() {
      Value c = conv("conv", x);
      Value tokens = net.graph.add("tokens", "", new Reshape(TensorType.rowMajor(1, 36, 8)), c);
      assertThat(shape(groups(relu("act", tokens)))).containsExactly(List.of("conv", "act"));
    }

    @Test
    void doesNotFireWhenAnotherReads() {
      Value c = conv("conv", x);
      assertThat(shape(groups(relu("act", c), conv("other", c))))
          .containsExactly(List.of("conv"), List.of("act"), List.of("other"));
    }

    @Test
    void doesNotFireOnAnOutput() {
      Value c = conv("conv", x);
      assertThat(shape(groups(c, relu("act", c)))).containsExactly(List.of("conv"), List.of("act"));
    }

    @Test
    void doesNotFireOnItsOwnSquare() {
      Value c = conv("conv", x);
      assertThat(shape(groups(net.add("twice", c, c))))
          .containsExactly(List.of("conv"), List.of("twice"));
    }

    @Test
    void doesNotFireThroughAViewOfAnotherShape() {
      Value c = conv("conv", x);
      Value wide = net.graph.add("wide", "", new Reshape(TensorType.rowMajor(1, 18, 16)), c);
      assertThat(shape(groups(relu("act", wide)))).containsExactly(List.of("conv"), List.of("act"));
    }

    /** One value per channel is not what the convolution hands over. */
    @Test
    void doesNotFireWhereItIsBroadcast() {
      Value one = net.graph.input("one", TensorType.image(1, 8, 1, 1));
      Value gate = net.conv("gate", one, 8, 1, 1, 1);
      assertThat(shape(groups(net.add("add", x, gate))))
          .containsExactly(List.of("gate"), List.of("add"));
    }
  }

  @Nested
  class ResidualAdd {
    /** Both convolutions could take the addition; the first in the graph does, and runs last. */
    @Test
    void isClaimedByOneOfTwoContractions() {
      Value a = conv("a", x);
      Value b = conv("b", x);
      assertThat(shape(groups(net.add("add", a, b))))
          .containsExactly(List.of("b"), List.of("a", "add"));
    }

    @Test
    void isClaimedByTheOnlyContraction() {
      Value a = conv("a", x);
      Value y = net.add("add", relu("act", x), a);
      assertThat(shape(groups(y)))
          .allSatisfy(nodes -> assertThat(nodes).hasSizeLessThanOrEqualTo(2))
          .satisfiesOnlyOnce(nodes -> assertThat(nodes).contains("add"));
    }
  }

  @Nested
  class GatedUnit {
    private Value tokens() {
      return net.graph.input("tokens", TensorType.rowMajor(1, 10, 16));
    }

    private Value gate(Value input) {
      return net.graph.add("gate", "", new Gated(Unary.Function.GELU, true), input);
    }

    @Test
    void matchesDirectlyBehindALinear() {
      Value y = relu("act", gate(net.linear("linear", tokens(), 32)));
      assertThat(shape(groups(y))).containsExactly(List.of("linear", "gate", "act"));
    }

    @Test
    void doesNotFireBehindAnActivation() {
      Value y = gate(relu("act", net.linear("linear", tokens(), 32)));
      assertThat(shape(groups(y))).containsExactly(List.of("linear", "act"), List.of("gate"));
    }

    @Test
    void doesNotFireBehindAConvolution() {
      assertThat(shape(groups(gate(conv("conv", x)))))
          .containsExactly(List.of("conv"), List.of("gate"));
    }
  }

  @Nested
  class Prologue {
    @Test
    void matches() {
      Value y = conv("conv", net.unary("act", Unary.Function.SILU, groupNorm("norm", x)));
      ImmutableList<Group> groups = groups(relu("after", y));
      assertThat(shape(groups)).containsExactly(List.of("norm", "act", "conv", "after"));
      Group.Contract group = (Group.Contract) groups.get(0);
      assertThat(names(group.prologue())).containsExactly("norm", "act");
      assertThat(names(group.epilogue())).containsExactly("after");
      assertThat(group.anchor().name()).isEqualTo("conv");
    }

    @Test
    void matchesANearestResize() {
      Value twice = net.graph.add("twice", "", new Resize(Resize.Filter.NEAREST, 12, 12), x);
      assertThat(shape(groups(conv("conv", twice)))).containsExactly(List.of("twice", "conv"));
    }

    @Test
    void doesNotFireForALinearResize() {
      Value twice = net.graph.add("twice", "", new Resize(Resize.Filter.LINEAR, 12, 12), x);
      assertThat(shape(groups(conv("conv", twice))))
          .containsExactly(List.of("twice"), List.of("conv"));
    }

    @Test
    void doesNotFireForTwoReaders() {
      Value norm = groupNorm("norm", x);
      assertThat(shape(groups(conv("a", norm), conv("b", norm))))
          .containsExactly(List.of("norm"), List.of("a"), List.of("b"));
    }

    @Test
    void doesNotFireWhereItIsAnOutput() {
      Value norm = groupNorm("norm", x);
      assertThat(shape(groups(norm, conv("conv", norm))))
          .containsExactly(List.of("norm"), List.of("conv"));
    }

    @Test
    void doesNotFireForHalfOfTheInput() {
      Value joined = net.graph.add("joined", "", new Concat(1), relu("act", x), x);
      assertThat(shape(groups(conv("conv", joined))))
          .containsExactly(List.of("act"), List.of("conv"));
    }
  }

  @Nested
  class FusedStatistics {
    private List<String> statisticsOf(List<Group> groups, String anchor) {
      return groups.stream()
          .filter(group -> group.anchor().name().equals(anchor))
          .map(group -> names(group.statistics()))
          .findFirst()
          .orElseThrow();
    }

    @Test
    void matches() {
      ImmutableList<Group> groups = groups(groupNorm("norm", conv("conv", x)));
      assertThat(shape(groups)).containsExactly(List.of("conv"), List.of("norm"));
      assertThat(statisticsOf(groups, "conv")).containsExactly("norm");
    }

    @Test
    void matchesBehindAnEpilogueForEveryNorm() {
      Value y = net.add("add", conv("conv", x), x);
      ImmutableList<Group> groups = groups(groupNorm("n1", y), groupNorm("n2", y));
      assertThat(statisticsOf(groups, "conv")).containsExactly("n1", "n2");
    }

    @Test
    void doesNotFireForATensorOfTwoGroups() {
      Value joined = net.graph.add("joined", "", new Concat(1), conv("a", x), conv("b", x));
      ImmutableList<Group> groups = groups(groupNorm("norm", joined));
      assertThat(groups).allSatisfy(group -> assertThat(group.statistics()).isEmpty());
    }

    @Test
    void doesNotFireForAGraphInput() {
      assertThat(groups(groupNorm("norm", x)))
          .allSatisfy(group -> assertThat(group.statistics()).isEmpty());
    }

    /** A layer norm needs one row only and takes its statistics itself. */
    @Test
    void doesNotFireForARowNorm() {
      Value y = net.norm("norm", Normalization.layer(), conv("conv", x));
      assertThat(groups(y)).allSatisfy(group -> assertThat(group.statistics()).isEmpty());
    }
  }

  static List<Graph> graphs() {
    List<Graph> graphs = new ArrayList<>();
    for (int seed = 1; seed <= 40; seed++) {
      graphs.add(RandomModels.of(seed, 24));
    }
    graphs.addAll(
        List.of(
            TestModels.unet(16, 16, 2),
            TestModels.mobile(),
            TestModels.grouped(),
            TestModels.unfusedAttention(),
            TestModels.decoder(8, 0),
            TestModels.decoder(1, 24)));
    return graphs;
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void eachNodeButTheViewsIsInOneGroup(Graph graph) {
    List<String> grouped = new ArrayList<>();
    groups(graph).forEach(group -> grouped.addAll(names(group.nodes())));
    assertThat(grouped)
        .containsExactlyInAnyOrderElementsOf(
            names(graph.nodes().stream().filter(node -> !(node.op() instanceof View)).toList()));
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void groupsCanRunInTheirOrder(Graph graph) {
    Aliases aliases = Aliases.of(graph);
    Set<String> stored = new HashSet<>();
    graph.inputs().forEach(input -> stored.add(input.name()));
    for (Group group : groups(graph)) {
      Set<String> inside = new HashSet<>();
      for (Node node : group.nodes()) {
        for (Value input : node.inputs()) {
          for (Aliases.Piece piece : aliases.pieces(input)) {
            String root = piece.root().name();
            assertThat(piece.root().isStatic() || stored.contains(root) || inside.contains(root))
                .as("%s of group %s reads %s", node.name(), group.anchor().name(), root)
                .isTrue();
          }
        }
        inside.add(node.output().name());
      }
      stored.add(group.output().name());
    }
  }

  /** What a group keeps inside is read by its next node and nobody else, and is no output. */
  @ParameterizedTest
  @MethodSource("graphs")
  void nobodyElseReadsWhatStaysInside(Graph graph) {
    Aliases aliases = Aliases.of(graph);
    for (Group group : groups(graph)) {
      for (Node member : group.nodes().subList(0, group.nodes().size() - 1)) {
        for (Node reader : graph.nodes()) {
          boolean reads =
              !(reader.op() instanceof View)
                  && reader.inputs().stream()
                      .flatMap(input -> aliases.pieces(input).stream())
                      .anyMatch(piece -> piece.root().equals(member.output()));
          assertThat(reads && !group.nodes().contains(reader))
              .as("%s reads %s", reader.name(), member.name())
              .isFalse();
        }
        for (Value output : graph.outputs()) {
          assertThat(aliases.pieces(output))
              .noneMatch(piece -> piece.root().equals(member.output()));
        }
      }
    }
  }
}
