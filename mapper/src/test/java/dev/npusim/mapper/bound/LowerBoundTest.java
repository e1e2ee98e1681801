package dev.npusim.mapper.bound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Unary;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.TestModels;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.workloads.Workloads;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LowerBoundTest {
  private static final Npu NPU = Chips.of("edge-4tops");

  private static Graph linear(long m, long n, long k) {
    TestModels.Net net = new TestModels.Net("linear");
    Value x = net.graph.input("x", TensorType.rowMajor(m, k));
    net.graph.output(net.linear("y", x, n));
    return net.graph.build();
  }

  /** 2048 MACs per cycle; half of that in fp16. */
  @Test
  void largeProductsAreBoundByTheArray() {
    Graph graph = linear(4096, 1024, 1024);
    long macs = 4096L * 1024 * 1024;
    assertThat(LowerBound.cycles(graph, NPU, Precision.W8A8)).isEqualTo(macs / 2048);
    assertThat(LowerBound.cycles(graph, NPU, new Precision(16, 16))).isEqualTo(macs / 1024);
    assertThat(LowerBound.cycles(graph, NPU, new Precision(4, 16))).isEqualTo(macs / 1024);
  }

  /** 25.6 GB/s at 90 % and 1 GHz are 23.04 bytes per cycle. */
  @Test
  void oneRowIsBoundByItsWeights() {
    Graph graph = linear(1, 1024, 4096);
    long bytes = 1024L * 4096 + 1024 + 4096;
    assertThat(LowerBound.compulsoryBytes(graph, Precision.W8A8)).isEqualTo(bytes);
    assertThat(LowerBound.cycles(graph, NPU, Precision.W8A8)).isEqualTo((long) (bytes / 23.04));
    // Half a byte per weight and one scale of two bytes per 128; vectors of 16 bits.
    assertThat(LowerBound.compulsoryBytes(graph, new Precision(4, 16)))
        .isEqualTo(1024L * 4096 / 2 + 1024 * 4096 / 128 * 2 + 2 * (1024 + 4096));
  }

  /**
   * A table that is also the output matrix is read as a whole; a table alone by the rows picked.
   */
  @Test
  void sharedTablesCountOnce() {
    Graph decode = TestModels.decoder(1, 16);
    long parameters = decode.parameterCount();
    long caches = 4L * 16 * 32;
    long cached = 4 * 32;
    long tables = 2 * 16;
    long ids = 8;
    long logits = 500;
    assertThat(LowerBound.compulsoryBytes(decode, Precision.W8A8))
        .isEqualTo(parameters + caches + cached + tables + ids + logits);
  }

  /** Of a kept window of four tokens three are read; of a result only what the world wants goes. */
  @Test
  void partsOfInputsAndResultsCountAsParts() {
    Graph step = TestModels.stateSpace(1, 1, true);
    long states = 2L * (16 * 128 + 3 * 128);
    long results = 2L * (16 * 128 + 128) + 64;
    assertThat(LowerBound.compulsoryBytes(step, Precision.W8A8))
        .isEqualTo(step.parameterCount() + 64 + states + results);
  }

  /** Inputs are in DRAM already: only what is computed has to get there. */
  @Test
  void whatAnOutputShowsOfAnInputIsThereAlready() {
    GraphBuilder views = new GraphBuilder("views");
    Value x = views.input("x", TensorType.rowMajor(6, 4));
    views.output(views.add("y", "", new Reshape(TensorType.rowMajor(3, 8)), x));
    assertThat(LowerBound.compulsoryBytes(views.build(), Precision.W8A8)).isZero();
    assertThat(LowerBound.cycles(views.build(), NPU, Precision.W8A8)).isZero();

    GraphBuilder joined = new GraphBuilder("joined");
    Value a = joined.input("a", TensorType.rowMajor(6, 4));
    Value b = joined.add("b", "", new Unary(Unary.Function.RELU), a);
    joined.output(joined.add("y", "", new Concat(1), a, b));
    joined.output(b);
    assertThat(LowerBound.compulsoryBytes(joined.build(), Precision.W8A8)).isEqualTo(24 + 24);
  }

  /**
   * All weights of mobilenet-v2 fit 16 MiB of ROM: the image of 64 x 64 x 3 goes in and 1000 logits
   * go out. A ROM of 1,000,000 bytes takes as many off the bus and no more.
   */
  @Test
  void aWeightMemoryTakesItsBytesOffTheBus() {
    Graph graph = Workloads.load("mobilenet-v2", Map.of("image", "64")).graph();
    long all = LowerBound.dramBytes(graph, NPU, Precision.W8A8);
    assertThat(all).isEqualTo(LowerBound.compulsoryBytes(graph, Precision.W8A8));
    assertThat(LowerBound.dramBytes(graph, withRom("16MiB"), Precision.W8A8))
        .isEqualTo(64 * 64 * 3 + 1_000);
    assertThat(LowerBound.dramBytes(graph, withRom("1000000B"), Precision.W8A8))
        .isEqualTo(all - 1_000_000);
  }

  private static Npu withRom(String size) {
    return Chips.of(
        "edge-4tops",
        "weight_memory.kind=rom",
        "weight_memory.size=" + size,
        "weight_memory.bandwidth=64B/cycle",
        "weight_memory.energy=0.2pJ/B");
  }

  @Test
  void fasterChipsHaveLowerBounds() {
    for (Graph graph : new Graph[] {TestModels.unet(16, 16, 2), TestModels.mobile()}) {
      long cycles = LowerBound.cycles(graph, NPU, Precision.W8A8);
      assertThat(LowerBound.cycles(graph, Chips.of("edge-16tops"), Precision.W8A8))
          .isLessThanOrEqualTo(cycles);
      assertThat(
              LowerBound.cycles(
                  graph, Chips.of("edge-4tops", "dram.bandwidth=102.4GB/s"), Precision.W8A8))
          .isLessThanOrEqualTo(cycles);
      assertThat(LowerBound.cycles(graph, NPU, new Precision(16, 16)))
          .isGreaterThanOrEqualTo(cycles);
    }
  }
}
