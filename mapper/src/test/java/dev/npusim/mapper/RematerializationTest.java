package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Gap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Skips;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Unary;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RematerializationTest {
  static List<Graph> graphs() {
    List<Graph> graphs = new ArrayList<>();
    IntStream.rangeClosed(1, 60).forEach(seed -> graphs.add(RandomModels.of(seed, 20)));
    graphs.add(TestModels.unet(16, 16, 2));
    graphs.add(TestModels.unet(16, 16, 3));
    return graphs;
  }

  /** The model's nodes in their order, and each copy does what its original does. */
  private static void check(Graph model, Rematerialization changed) {
    Map<String, Node> originals = new HashMap<>();
    model.nodes().forEach(node -> originals.put(node.name(), node));
    List<String> kept = new ArrayList<>();
    for (Node node : changed.graph().nodes()) {
      String name = changed.copies().getOrDefault(node.name(), node.name());
      Node original = originals.get(name);
      assertThat(node.op()).isEqualTo(original.op());
      assertThat(node.types()).isEqualTo(original.types());
      assertThat(node.output().type()).isEqualTo(original.output().type());
      for (int i = 0; i < node.inputs().size(); i++) {
        if (original.input(i).isStatic()) {
          assertThat(node.input(i)).isEqualTo(original.input(i));
        }
      }
      if (!changed.copies().containsKey(node.name())) {
        kept.add(node.name());
      }
    }
    assertThat(kept).isEqualTo(model.nodes().stream().map(Node::name).toList());
    assertThat(changed.graph().inputs()).isEqualTo(model.inputs());
    assertThat(changed.graph().outputs()).isEqualTo(model.outputs());
    assertThat(changed.graph().parameters()).hasSameElementsAs(model.parameters());
  }

  /** What a node computes, as an expression over graph inputs and parameters. */
  private static Map<String, Integer> meanings(Graph graph) {
    Map<String, Integer> meaning = new HashMap<>();
    graph.inputs().forEach(input -> meaning.put(input.name(), input.name().hashCode()));
    for (Node node : graph.nodes()) {
      List<Object> parts = new ArrayList<>(List.of(node.op()));
      for (Value input : node.inputs()) {
        parts.add(meaning.getOrDefault(input.name(), input.name().hashCode()));
      }
      meaning.put(node.output().name(), parts.hashCode());
    }
    return meaning;
  }

  private static void computesTheSame(Graph model, Rematerialization changed) {
    Map<String, Integer> before = meanings(model);
    Map<String, Integer> after = meanings(changed.graph());
    for (Node node : model.nodes()) {
      assertThat(after.get(node.output().name()))
          .as(node.name())
          .isEqualTo(before.get(node.output().name()));
    }
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void copiesOfSkipsComputeTheSame(Graph model) {
    ImmutableList<Gap> skips = Skips.of(model).gaps(Gap.Kind.SKIP);
    Rematerialization changed = Rematerialization.of(model, skips);
    check(model, changed);
    computesTheSame(model, changed);
  }

  @ParameterizedTest
  @MethodSource("graphs")
  void copiesOfEveryGapOfAComputedTensorComputeTheSame(Graph model) {
    List<Gap> gaps =
        Skips.of(model).gaps().stream().filter(gap -> gap.producerIndex() >= 0).toList();
    Rematerialization changed = Rematerialization.of(model, gaps);
    check(model, changed);
    computesTheSame(model, changed);
  }

  /** None of the skips is read at its late reader any more. */
  @ParameterizedTest
  @MethodSource("graphs")
  void withoutAnySkipAliveChainsReachTheInputs(Graph model) {
    ImmutableList<Gap> skips = Skips.of(model).gaps(Gap.Kind.SKIP);
    Rematerialization changed = Rematerialization.ofAll(model, skips);
    check(model, changed);
    computesTheSame(model, changed);
    for (Gap gap : skips) {
      Node reader = model.nodes().get(gap.consumerIndex());
      Node now =
          changed.graph().nodes().stream()
              .filter(node -> node.name().equals(reader.name()))
              .findFirst()
              .orElseThrow();
      assertThat(now.inputs())
          .as("%s reads %s", reader.name(), gap.value().name())
          .doesNotContain(gap.value());
    }
  }

  /** The MACs of a copied chain are those the gap announces. */
  @Test
  void oneSkipCostsItsChain() {
    Graph model = TestModels.unet(16, 16, 2);
    for (Gap gap : Skips.of(model).gaps(Gap.Kind.SKIP)) {
      Rematerialization changed = Rematerialization.of(model, List.of(gap));
      assertThat(changed.graph().macs() - model.macs()).isEqualTo(gap.chainMacs());
      assertThat(changed.copies().values())
          .containsAll(gap.chain().stream().map(i -> model.nodes().get(i).name()).toList());
    }
  }

  @Test
  void nothingIsCopiedWithoutGaps() {
    Graph model = TestModels.unet(16, 16, 2);
    assertThat(Rematerialization.none(model).graph()).isSameAs(model);
    assertThat(Rematerialization.of(model, List.of()).copies()).isEmpty();
  }

  /** conv - act - (reshape, relu, reshape) - slice, joined late. */
  @Test
  void viewsOfTheChainAndBeforeTheReaderAreCopied() {
    TestModels.Net net = new TestModels.Net("views");
    Value x = net.graph.input("x", TensorType.image(1, 8, 8, 8));
    Value tokens =
        net.graph.add(
            "tokens",
            "",
            new Reshape(TensorType.rowMajor(1, 64, 8)),
            net.conv("conv", x, 8, 3, 1, 1));
    Value late = net.unary("act", Unary.Function.RELU, tokens);
    Value image = net.graph.add("image", "", new Reshape(x.type()), late);
    Value h = net.conv("after", net.conv("between", image, 8, 3, 1, 1), 8, 3, 1, 1);
    Value half = net.graph.add("half", "", new Slice(1, 0, 4), image);
    Value joined = net.graph.add("joined", "", new Concat(1), h, half);
    net.graph.output(net.conv("last", joined, 8, 1, 1, 1));
    Graph model = net.graph.build();
    Gap gap =
        Skips.of(model).gaps(Gap.Kind.SKIP).stream()
            .filter(g -> g.value().equals(late))
            .findFirst()
            .orElseThrow();
    Rematerialization changed = Rematerialization.of(model, List.of(gap));
    check(model, changed);
    computesTheSame(model, changed);
    assertThat(changed.copies().values()).containsExactly("conv", "tokens", "act", "image", "half");
  }

  /** Two late tensors joined at once share the copy of what made both. */
  @Test
  void aReaderOfTwoSkipsHasOneCopyOfTheirProducer() {
    TestModels.Net net = new TestModels.Net("two");
    Value x = net.graph.input("x", TensorType.image(1, 8, 8, 8));
    Value first = net.conv("first", x, 8, 3, 1, 1);
    Value a = net.unary("a", Unary.Function.RELU, first);
    Value b = net.unary("b", Unary.Function.SILU, first);
    Value h = net.add("sum", net.conv("c", a, 8, 3, 1, 1), net.conv("d", b, 8, 3, 1, 1));
    h = net.conv("e", h, 8, 3, 1, 1);
    Value joined = net.graph.add("joined", "", new Concat(1), h, a, b);
    net.graph.output(net.conv("last", joined, 8, 1, 1, 1));
    Graph model = net.graph.build();
    ImmutableList<Gap> skips = Skips.of(model).gaps(Gap.Kind.SKIP);
    assertThat(skips).hasSize(2);
    for (Rematerialization changed :
        List.of(Rematerialization.of(model, skips), Rematerialization.ofAll(model, skips))) {
      check(model, changed);
      computesTheSame(model, changed);
      assertThat(changed.copies().values()).containsExactly("first", "a", "b");
    }
  }
}
