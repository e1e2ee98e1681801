package dev.npusim.ir.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Layout;
import dev.npusim.ir.RandomGraphs;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Cast;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Cumulate;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Other;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Quantize;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.Scatter;
import dev.npusim.ir.op.Select;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.Take;
import dev.npusim.ir.op.TakeElements;
import dev.npusim.ir.op.TakeNd;
import dev.npusim.ir.op.TopK;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GraphJsonTest {
  /** One node of every operation. */
  static Graph everyOperation() {
    GraphBuilder graph = new GraphBuilder("all");
    Value image = graph.input("image", TensorType.image(1, 4, 6, 6));
    Window window = Window.of(3, 1, 1);
    Value x =
        graph.add(
            "conv",
            "stem",
            new Convolution(window, window, 2),
            image,
            GraphBuilder.parameter("conv.weight", 8, 2, 3, 3));
    x = graph.add("norm", "stem", Normalization.group(4), x);
    x = graph.add("pool", "stem", new Pool(Pool.Function.MAX, window, window), x);
    x = graph.add("resize", "stem", new Resize(Resize.Filter.LINEAR, 4, 4), x);
    x =
        graph.add(
            "pad",
            "stem",
            new Pad(
                TensorType.image(1, 8, 5, 5), ImmutableList.of(0, 0, 1, 0), Pad.Fill.REFLECT, 0),
            x);
    Value mean =
        graph.add("mean", "", new Reduce(Reduce.Function.MEAN, ImmutableList.of(2, 3), true), x);
    x = graph.add("add", "", new Binary(Binary.Function.ADD), x, mean);
    Value t = graph.add("tokens", "", new Reshape(TensorType.rowMajor(1, 25, 8)), x);
    t = graph.add("linear", "", new Linear(), t, GraphBuilder.parameter("linear.weight", 16, 8));
    t = graph.add("gated", "", new Gated(Unary.Function.GELU, true), t);
    Value rope =
        graph.add(
            "rope",
            "",
            new Rope(2),
            t,
            GraphBuilder.constant("cos", 25, 4),
            GraphBuilder.constant("sin", 25, 4));
    Value cache = graph.state("cache", TensorType.rowMajor(1, 7, 8));
    Value keys = graph.add("append", "", new Concat(1), cache, rope);
    t = graph.add("attention", "", new Attention(2, 2, 4, 4, true), rope, keys, keys);
    t = graph.add("silu", "", new Unary(Unary.Function.SILU), t);
    t =
        graph.add(
            "causal",
            "",
            new CausalConvolution(4, 0),
            t,
            GraphBuilder.parameter("causal.weight", 8, 1, 4));
    Value b = graph.add("b", "", new Slice(2, 0, 3), t);
    Value decay = GraphBuilder.parameter("scan.A", 3, 8);
    Value skip = GraphBuilder.parameter("scan.D", 8);
    t = graph.add("scan", "", new SelectiveScan(), t, t, decay, b, b, skip);
    t = graph.add("y", "", new Slice(0, 0, 25), t);
    t = graph.add("batched", "", new Reshape(TensorType.rowMajor(1, 25, 8)), t);
    Value turned =
        graph.add(
            "permute",
            "",
            new Permute(
                TensorType.rowMajor(1, 8, 25),
                ImmutableLongArray.of(25, 8),
                ImmutableList.of(1, 0)),
            t);
    t = graph.add("matmul", "", new MatMul(false), t, turned);
    t = graph.add("softmax", "", new Softmax(), t);
    everyIndexing(graph, t);
    graph.output(graph.add("slice", "", new Slice(1, 24, 1), t));
    Value ids = graph.input("ids", new TensorType(Shape.of(3), DataType.INT64, Layout.ROW_MAJOR));
    graph.output(graph.add("gather", "", new Gather(), ids, GraphBuilder.parameter("table", 9, 2)));
    return graph.build();
  }

  private static void everyIndexing(GraphBuilder graph, Value t) {
    Value levels =
        graph.add("quantize", "", new Quantize(0.5, 3, -128, 127, DataType.INT8, false), t);
    Value wide = graph.add("cast", "", new Cast(DataType.INT64), levels);
    Value clipped = graph.add("clip", "", new Unary(Unary.Function.CLIP, 0, 24), wide);
    Value positive = graph.add("test", "", new Binary(Binary.Function.GREATER), t, t);
    Value other = graph.add("select", "", new Select(), positive, t, t);
    other = graph.add("take", "", new Take(2), other, clipped);
    Value nd = graph.add("nd", "", new TakeNd(0), t, GraphBuilder.constant("tuples", 4, 2));
    graph.output(graph.add("expand", "", new Expand(ImmutableLongArray.of(7, 4, 25)), nd));
    graph.output(other);
    Value picked = graph.add("picked", "", new TakeElements(1), t, clipped);
    picked =
        graph.add(
            "scatter",
            "",
            new Scatter(Scatter.Addressing.ELEMENTS, 1, Scatter.Combination.ADD),
            picked,
            clipped,
            t);
    picked = graph.add("sums", "", new Cumulate(1, false, true, false), picked);
    graph.output(graph.add("top", "", new TopK(1, 3, true, true), picked));
    Value patches = graph.input("patches", TensorType.image(1, 8, 3, 3));
    Window two = Window.of(2, 2, 0);
    Value folded = graph.add("fold", "", new Fold(two, two, 6, 6), patches);
    Other unknown = new Other("mystery", TensorType.rowMajor(4), 100, "a guess");
    graph.output(graph.add("other", "", unknown, folded));
  }

  @Test
  void everyOperationSurvives() {
    assertThat(
            everyOperation().nodes().stream()
                .map(node -> OperationNames.of(node.op()))
                .collect(Collectors.toSet()))
        .isEqualTo(OperationNames.all().keySet());
    assertSurvives(everyOperation());
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 5, 6, 7, 8})
  void randomGraphsSurvive(int seed) {
    assertSurvives(RandomGraphs.of(seed, 30));
  }

  private static void assertSurvives(Graph graph) {
    String text = GraphJson.write(graph).toPrettyString();
    Graph back = GraphJson.parse(text);
    assertThat(back.name()).isEqualTo(graph.name());
    assertThat(back.inputs()).isEqualTo(graph.inputs());
    assertThat(back.outputs()).isEqualTo(graph.outputs());
    assertThat(back.nodes()).isEqualTo(graph.nodes());
    assertThat(GraphJson.write(back).toPrettyString()).isEqualTo(text);
  }

  @Test
  void whatIsUnknownIsNamedWithTheNearest() {
    String text = GraphJson.write(everyOperation()).toString();
    rejects(text.replace("\"op\":\"linear\"", "\"op\":\"liner\""), "did you mean linear?");
    rejects(text.replace("\"groups\"", "\"gruops\""), "did you mean groups?");
    rejects(text.replace("\"max\"", "\"maxx\""), "did you mean max?");
    rejects(text.replace("\"block\"", "\"blok\""), "did you mean block?");
    rejects(text.replace("npusim.graph/1", "npusim.graph/9"), "npusim.graph/9");
    rejects(text.replace("\"groups\":2", "\"groups\":\"2\""), "groups: expected an int");
    rejects(text.replace("\"groups\":2", "\"groups\":0"), "groups must be at least 1");
    rejects("[1,2", "not JSON");
    rejects("[]", "expected an object");
  }

  private static void rejects(String text, String message) {
    assertThatThrownBy(() -> GraphJson.parse(text))
        .isInstanceOf(IrException.class)
        .hasMessageContaining(message);
  }
}
