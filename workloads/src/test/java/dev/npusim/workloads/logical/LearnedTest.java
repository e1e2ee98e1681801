package dev.npusim.workloads.logical;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Binary.Function;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import java.util.List;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class LearnedTest {
  private static final Binary ADD = new Binary(Function.ADD);
  private static final Binary MULTIPLY = new Binary(Function.MULTIPLY);
  private static final Unary RELU = new Unary(Unary.Function.RELU);

  /** Names of the literals that count as learned. */
  private static List<String> learned(LogicalGraph graph) {
    Learned learned = new Learned(graph, new Readers(graph));
    return graph.literals().values().stream()
        .filter(learned::contains)
        .map(Literal::origin)
        .sorted()
        .collect(Collectors.toList());
  }

  @Test
  void whatContractionsAndNormsHold() {
    Window window = Window.of(3, 1, 1);
    LogicalModel model =
        new LogicalModel()
            .input("x", 1, 4, 5, 5)
            .reals("w", new long[] {4, 4, 3, 3})
            .reals("b", new long[] {4})
            .reals("scale", new long[] {4})
            .reals("shift", new long[] {4})
            .reals("mean", new long[] {4})
            .reals("variance", new long[] {4})
            .reals("matrix", new long[] {6, 5})
            .apply("c", new Convolution(window, window, 1), "x", "w", "b")
            .apply("n", Normalization.batch(), "c", "scale", "shift", "mean", "variance")
            .apply("y", new Linear(), "n", "matrix");
    assertThat(learned(model.graph("y"))).containsExactly("b", "matrix", "scale", "shift", "w");
  }

  @Test
  void aTableOfRowsButNotTheRowsPicked() {
    LogicalModel model =
        new LogicalModel()
            .reals("table", new long[] {5, 4})
            .integers("rows", 0, 3)
            .apply("y", new Gather(), "rows", "table");
    assertThat(learned(model.graph("y"))).containsExactly("table");
  }

  /** Pixels are normalised with constants; embeddings are added to what was computed. */
  @Test
  void whatMeetsAnInputDirectlyIsConstant() {
    LogicalModel model =
        new LogicalModel()
            .input("x", 2, 4)
            .reals("pixels", new long[] {4})
            .reals("positions", new long[] {2, 4})
            .reals("layerscale", new long[] {4})
            .transpose("t", "x", 0, 1)
            .apply("a", ADD, "t", "pixels")
            .apply("b", ADD, "a", "positions")
            .apply("y", MULTIPLY, "layerscale", "b");
    assertThat(learned(model.graph("y"))).containsExactly("layerscale", "positions");
  }

  @Test
  void frequenciesOfAnglesAreConstant() {
    LogicalModel model =
        new LogicalModel()
            .input("x", 2, 4)
            .reals("frequencies", new long[] {4})
            .reals("gains", new long[] {4})
            .apply("r", RELU, "x")
            .apply("a", MULTIPLY, "r", "frequencies")
            .apply("s", new Unary(Unary.Function.SIN), "a")
            .apply("c", new Unary(Unary.Function.COS), "a")
            .apply("j", new Concat(1), "s", "c")
            .apply("g", MULTIPLY, "r", "gains")
            .apply("y", new Concat(1), "j", "g");
    assertThat(learned(model.graph("y"))).containsExactly("gains");
  }

  @Test
  void gridsSingleNumbersAndIntegersAreConstant() {
    LogicalModel model =
        new LogicalModel()
            .input("x", 2, 4)
            .reals("/head/Constant_1", new long[] {4}, 0.5, 1, 1.5, 2)
            .reals("one", new long[] {1}, 0.3)
            .integers("whole", 1, 2, 3, 4)
            .apply("r", RELU, "x")
            .apply("a", ADD, "r", "/head/Constant_1")
            .apply("b", MULTIPLY, "a", "one")
            .apply("y", new Binary(Function.POWER), "b", "whole");
    assertThat(learned(model.graph("y"))).isEmpty();
  }

  /**
   * A module's path tells, unless the translation says otherwise; so does the translation alone.
   */
  @Test
  void namesAndDeclarations() {
    LogicalModel model =
        new LogicalModel()
            .input("x", 2, 4)
            .reals("encoder.position", new long[] {4})
            .reals("encoder.zero_point", new long[] {4})
            .reals("/Constant.output", new long[] {4})
            .reals("declared", new long[] {4})
            .reals("other", new long[] {4})
            .apply("a", ADD, "x", "encoder.position")
            .apply("b", new Binary(Function.MAXIMUM), "a", "encoder.zero_point")
            .apply("c", new Binary(Function.MAXIMUM), "b", "/Constant.output")
            .apply("d", new Binary(Function.MAXIMUM), "c", "declared")
            .apply("y", new Binary(Function.MAXIMUM), "d", "other");
    LogicalGraph graph = model.graph("y");
    graph.learn(graph.literals().get("declared"));
    graph.fix(graph.literals().get("encoder.zero_point"));
    assertThat(learned(graph)).containsExactly("declared", "encoder.position");
  }

  /**
   * A weight stays one whatever else reads it; anything else stays constant if something says so.
   */
  @Test
  void oneTensorOfSeveralReaders() {
    LogicalModel model =
        new LogicalModel()
            .input("x", 2, 4)
            .reals("tied", new long[] {4, 4})
            .reals("both", new long[] {4})
            .apply("r", RELU, "x")
            .apply("l", new Linear(), "r", "tied")
            .apply("s", new Unary(Unary.Function.SIN), "tied")
            .apply("a", ADD, "l", "both")
            .apply("p", MULTIPLY, "r", "both")
            .apply("q", new Unary(Unary.Function.COS), "p")
            .apply("j", new Concat(0), "a", "s")
            .apply("y", new Concat(0), "j", "q");
    assertThat(learned(model.graph("y"))).containsExactly("tied");
  }
}
