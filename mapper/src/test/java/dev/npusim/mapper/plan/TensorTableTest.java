package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Window;
import dev.npusim.mapper.Chips;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Tensor;
import org.junit.jupiter.api.Test;

class TensorTableTest {
  private static final ArraySpec ARRAY = Chips.of("edge-4tops").array();

  private static final Value LINEAR = GraphBuilder.parameter("linear.w", 48, 16);
  private static final Value CONV = GraphBuilder.parameter("conv.w", 16, 4, 3, 5);

  private static Graph graph() {
    GraphBuilder g = new GraphBuilder("g");
    Value x = g.input("x", TensorType.image(2, 4, 6, 8));
    Convolution convolution = new Convolution(Window.of(3, 1, 1), Window.of(5, 1, 2), 1);
    Value h = g.add("conv", "", convolution, x, CONV, GraphBuilder.parameter("conv.b", 16));
    h = g.add("tokens", "", new Reshape(TensorType.rowMajor(2, 48, 16)), h);
    h = g.add("norm", "", Normalization.layer(), h, GraphBuilder.parameter("norm.g", 16));
    h = g.add("linear", "", new Linear(), h, LINEAR);
    g.output(g.add("attention", "", new Attention(3, 3, 16, 16, false), h, h, h));
    return g.build();
  }

  private static void hasShape(Tensor tensor, int rows, int columns, Tensor.Role role) {
    assertThat(tensor.rows()).as("rows of %s", tensor).isEqualTo(rows);
    assertThat(tensor.columns()).as("columns of %s", tensor).isEqualTo(columns);
    assertThat(tensor.role()).isEqualTo(role);
  }

  @Test
  void weightsLieWithTheirReductionAsRows() {
    TensorTable table = new TensorTable(graph(), Precision.W8A8, ARRAY);
    hasShape(table.of("linear.w"), 16, 48, Tensor.Role.WEIGHT);
    hasShape(table.of("conv.w"), 4 * 3 * 5, 16, Tensor.Role.WEIGHT);
    hasShape(table.of("conv.b"), 1, 16, Tensor.Role.WEIGHT);
    hasShape(table.of("norm.g"), 1, 16, Tensor.Role.WEIGHT);
  }

  @Test
  void activationsLieWithTheirChannelsAsColumns() {
    TensorTable table = new TensorTable(graph(), Precision.W8A8, ARRAY);
    hasShape(table.of("x"), 2 * 6 * 8, 4, Tensor.Role.INPUT);
    hasShape(table.of("conv"), 2 * 6 * 8, 16, Tensor.Role.ACTIVATION);
    assertThat(table.all()).noneMatch(tensor -> tensor.name().equals("tokens"));
  }

  /** batch x heads x queries rows of one score per key. */
  @Test
  void attentionHasScratchForScoresAndProbabilities() {
    TensorTable table = new TensorTable(graph(), Precision.W8A8, ARRAY);
    hasShape(table.of("attention" + TensorTable.SCORES), 2 * 3 * 48, 48, Tensor.Role.SCRATCH);
    hasShape(
        table.of("attention" + TensorTable.PROBABILITIES), 2 * 3 * 48, 48, Tensor.Role.SCRATCH);
  }

  @Test
  void aPartOfALinearWeightIsStoredTheOtherWayRound() {
    TensorTable table = new TensorTable(graph(), Precision.W8A8, ARRAY);
    assertThat(table.stored(LINEAR, new Region(8, 24, 0, 4))).isEqualTo(new Region(0, 4, 8, 24));
    assertThat(table.stored(CONV, new Region(0, 1, 0, 1))).isEqualTo(new Region(0, 60, 0, 16));
    Value x = graph().inputs().get(0);
    assertThat(table.stored(x, new Region(8, 24, 0, 4))).isEqualTo(new Region(8, 24, 0, 4));
  }

  /** 768 four-bit weights are 384 bytes and 6 scales of 2; vectors have the activations' width. */
  @Test
  void narrowMatricesCarryScales() {
    TensorTable table = new TensorTable(graph(), new Precision(4, 16), ARRAY);
    Tensor weight = table.of("linear.w");
    assertThat(weight.bytes(weight.whole())).isEqualTo(384 + 6 * 2);
    assertThat(table.of("norm.g").bytes(16)).isEqualTo(32);
    assertThat(table.of("x").bytes(16)).isEqualTo(32);
  }

  @Test
  void wholeTensorsHaveTheBytesOfTheirValues() {
    for (Precision precision :
        new Precision[] {Precision.W8A8, new Precision(4, 16), new Precision(16, 16)}) {
      Graph graph = graph();
      TensorTable table = new TensorTable(graph, precision, ARRAY);
      for (Value value : new Value[] {LINEAR, CONV, graph.inputs().get(0)}) {
        Tensor tensor = table.of(value);
        assertThat(tensor.bytes(tensor.whole())).isEqualTo(precision.bytes(value));
      }
    }
  }
}
