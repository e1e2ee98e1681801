package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Sparsity;
import dev.npusim.ir.TensorType;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Narrow weights, structured weights and zero activations, from the chip's keys to the log. */
class OperandFormatsTest {
  private static final String EDGE = "edge-4tops";

  private static Graph product(int m, int k, int n) {
    TestModels.Net net = new TestModels.Net("product");
    net.graph.output(net.linear("y", net.graph.input("x", TensorType.rowMajor(1, m, k)), n));
    return net.graph.build();
  }

  private static Execution run(Graph model, Npu npu, Precision precision) {
    return run(model, npu, precision, Goal.LATENCY);
  }

  private static Execution run(Graph model, Npu npu, Precision precision, Goal goal) {
    Options options = new Options(precision, goal, Effort.FAST, Options.Skips.AUTO, 0);
    Schedule schedule = Scheduler.schedule(model, npu, options);
    Execution execution = schedule.execution();
    assertThat(Checker.check(model, execution).violations()).isEmpty();
    assertThat(execution.cycles()).isGreaterThanOrEqualTo(schedule.bounds().cycles());
    assertThat(execution.macs()).isEqualTo(model.macs());
    return execution;
  }

  private static long widened(Execution execution) {
    long laneOps = 0;
    for (Instruction instruction : execution.program().instructions()) {
      if (instruction instanceof VectorTile tile) {
        for (Stage stage : tile.stages()) {
          laneOps += stage.kind() == Stage.Kind.DEQUANTIZE ? stage.laneOps() : 0;
        }
      }
    }
    return laneOps;
  }

  private static long executed(Execution execution) {
    InstructionCost cost = new InstructionCost(execution.npu(), execution.program());
    long macs = 0;
    for (Instruction instruction : execution.program().instructions()) {
      macs += instruction instanceof ArrayTile tile ? cost.macs(tile) : 0;
    }
    return macs;
  }

  static Stream<List<Object>> runs() {
    List<Supplier<Graph>> models =
        List.of(
            () -> TestModels.unet(16, 20, 2),
            TestModels::mobile,
            TestModels::grouped,
            () -> TestModels.decoder(24, 0),
            () -> TestModels.decoder(1, 100),
            () -> TestModels.stateSpace(1, 32, false));
    List<String> forms =
        List.of("w4a16 1:1", "w8a16 1:1", "w4a8 1:1", "w8a8 2:4", "w4a16 2:4", "w16a16 3:7");
    return models.stream().flatMap(model -> forms.stream().map(form -> List.of(model.get(), form)));
  }

  /** The checker works out bytes, cycles and energies for itself. */
  @ParameterizedTest
  @MethodSource("runs")
  void schedulesPassTheChecker(List<Object> run) {
    String[] form = ((String) run.get(1)).split(" ");
    boolean dense = form[1].equals("1:1");
    Npu npu = Chips.of(EDGE, "array.sparsity=" + (dense ? "none" : form[1]));
    Precision precision =
        Precision.parse(form[0]).with(dense ? Sparsity.DENSE : Sparsity.parse(form[1]), 0);
    Execution execution = run((Graph) run.get(0), npu, precision);
    assertThat(widened(execution) > 0).isEqualTo(precision.hasNarrowWeights());
  }

  /** Each weight once, if all rows are one block. */
  @ParameterizedTest
  @CsvSource({"w4a16, 1", "w4a16, 2.5", "w8a16, 1", "w4a8, 1"})
  void theVectorUnitWidensNarrowWeights(String precision, double perWeight) {
    Npu npu = Chips.of(EDGE, "vector.dequantization=" + perWeight);
    Execution execution = run(product(16, 512, 384), npu, Precision.parse(precision));
    assertThat(widened(execution)).isEqualTo((long) (512 * 384 * perWeight));
    long lanes = npu.vector().lanes();
    assertThat(execution.vectorBusyCycles())
        .isGreaterThanOrEqualTo((long) (512 * 384 * perWeight) / lanes);
  }

  @Test
  void anArrayThatMultipliesTheMixNeedsNone() {
    Graph model = product(16, 512, 384);
    Npu plain = Chips.of(EDGE, "array.macs_per_cycle.fp16=0.5");
    Npu mixed = Chips.of(EDGE, "array.macs_per_cycle.int4xfp16=0.5");
    Precision precision = Precision.parse("w4a16");
    Execution with = run(model, mixed, precision);
    Execution without = run(model, plain, precision);
    assertThat(widened(with)).isZero();
    assertThat(with.cycles()).isLessThan(without.cycles());
    assertThat(with.energy().vector()).isLessThan(without.energy().vector());
    assertThat(with.energy().mac()).isLessThan(without.energy().mac());
    assertThat(with.dramReadBytes()).isEqualTo(without.dramReadBytes());
  }

  @Test
  void slowerWideningNeverMakesARunFaster() {
    Graph model = product(64, 1024, 1024);
    long before = 0;
    for (String perWeight : List.of("0", "0.5", "1", "4", "16", "64")) {
      Npu npu = Chips.of(EDGE, "vector.dequantization=" + perWeight);
      long cycles = run(model, npu, Precision.parse("w4a16")).cycles();
      assertThat(cycles).isGreaterThanOrEqualTo(before);
      before = cycles;
    }
  }

  /** 2:4 of int8: half the weights at 8 bits and 2 for their place; half the MACs and cycles. */
  @ParameterizedTest
  @CsvSource({"2:4, 2, 4, 2", "1:4, 1, 4, 2", "4:8, 4, 8, 3", "1:2, 1, 2, 1"})
  void structuredWeightsShortenTheReduction(String pattern, int kept, int of, int placeBits) {
    Graph model = product(1024, 2048, 512);
    Npu npu =
        Chips.of(
            EDGE,
            "array.sparsity=" + pattern,
            "dram.bandwidth=1000GB/s",
            "sram.bandwidth=1024B/cycle");
    Precision sparse = Precision.W8A8.with(Sparsity.parse(pattern), 0);
    Execution dense = run(model, npu, Precision.W8A8);
    Execution execution = run(model, npu, sparse);
    assertThat(executed(execution)).isEqualTo(model.macs() * kept / of);
    assertThat(execution.energy().mac()).isCloseTo(dense.energy().mac() * kept / of, within(1e-12));
    double share = (double) execution.arrayBusyCycles() / dense.arrayBusyCycles();
    assertThat(share).isCloseTo((double) kept / of, within(0.05));
    Tensor weight =
        execution.program().tensors().stream()
            .filter(tensor -> tensor.name().equals("y.w"))
            .findFirst()
            .orElseThrow();
    assertThat(weight.bytes(weight.whole()))
        .isEqualTo(2048L * 512 * kept / of * (8 + placeBits) / 8);
    assertThat(run(model, npu, sparse, Goal.DRAM).dramReadBytes())
        .isLessThan(run(model, npu, Precision.W8A8, Goal.DRAM).dramReadBytes());
  }

  /** 27 rows are 7 blocks of 4: 14 products for each output. */
  @Test
  void theLastBlockIsPadded() {
    Graph model = product(32, 27, 32);
    Npu npu = Chips.of(EDGE, "array.sparsity=2:4");
    Execution execution = run(model, npu, Precision.W8A8.with(Sparsity.parse("2:4"), 0));
    assertThat(executed(execution)).isEqualTo(32 * 14 * 32);
    assertThat(execution.program().tensors().stream().filter(t -> t.name().equals("y.w")))
        .allMatch(t -> t.bytes(t.whole()) == 14 * 32 * 10 / 8);
  }

  /** Nothing changes where the array does not know the structure, and none is in the log. */
  @Test
  void otherArraysRunSparseWeightsAsDense() {
    Graph model = TestModels.unet(16, 20, 2);
    Precision asked = Precision.W8A8.with(Sparsity.parse("2:4"), 0.5);
    for (Npu npu : List.of(Chips.of(EDGE), Chips.of(EDGE, "array.sparsity=1:4"))) {
      Execution execution = run(model, npu, asked);
      Execution dense = run(model, npu, Precision.W8A8);
      assertThat(execution.program().precision()).isEqualTo(Precision.W8A8);
      assertThat(execution.cycles()).isEqualTo(dense.cycles());
      assertThat(execution.energy()).isEqualTo(dense.energy());
    }
  }

  /** 40 % of the energy of MACs with weights, none of attention's, and no cycle. */
  @Test
  void zerosSaveEnergyOfMacsWithWeights() {
    Graph model = TestModels.decoder(24, 0);
    Npu npu = Chips.of(EDGE, "array.zero_gating=true");
    Execution all = run(model, npu, Precision.W8A8);
    Execution gated = run(model, npu, Precision.W8A8.with(Sparsity.DENSE, 0.4));
    long attention = 2L * 2 * 8 * 24 * 24 * 16;
    double withWeights = (double) (model.macs() - attention) / model.macs();
    assertThat(gated.energy().mac())
        .isCloseTo(all.energy().mac() * (1 - 0.4 * withWeights), within(1e-15));
    assertThat(gated.cycles()).isEqualTo(all.cycles());
    assertThat(gated.energy().sram()).isEqualTo(all.energy().sram());
  }
}
