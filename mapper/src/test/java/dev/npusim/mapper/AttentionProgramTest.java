package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionCounter;
import dev.npusim.mapper.attention.AttentionLevel;
import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Programs of one attention whose operands come from DRAM and whose result goes there. */
class AttentionProgramTest {
  /**
   * @param sramKib small enough, in some, that keys have to pass
   */
  record Case(int batch, int kvHeads, int sharing, int queries, int keys, int dim, int sramKib) {
    Graph graph() {
      GraphBuilder g = new GraphBuilder("attention");
      Value q = g.input("q", TensorType.rowMajor(batch, queries, kvHeads * sharing * dim));
      Value k = g.input("k", TensorType.rowMajor(batch, keys, kvHeads * dim));
      Value v = g.input("v", TensorType.rowMajor(batch, keys, kvHeads * dim));
      g.output(
          g.add("att", "", new Attention(kvHeads * sharing, kvHeads, dim, dim, false), q, k, v));
      return g.build();
    }

    AttentionProblem problem() {
      return new AttentionProblem(
          "att", batch * kvHeads, sharing, queries, keys, dim, dim, false, 5, 8, "int8");
    }

    Npu npu() {
      return Chips.of("edge-4tops", "sram.size=" + sramKib + "KiB", "accumulator.size=16KiB");
    }
  }

  static List<Case> cases() {
    Random random = new Random(53);
    List<Case> cases = new ArrayList<>();
    int[] dims = {16, 40, 64};
    for (int i = 0; i < 16; i++) {
      cases.add(
          new Case(
              1 + random.nextInt(2),
              1 + random.nextInt(3),
              1 << random.nextInt(3),
              i % 4 == 0 ? 1 : 1 + random.nextInt(300),
              1 + random.nextInt(400),
              dims[random.nextInt(3)],
              random.nextBoolean() ? 32 : 512));
    }
    // Keys and values of a head, twice 2048 x 64 B, do not fit.
    cases.add(new Case(1, 2, 2, 100, 2048, 64, 128));
    cases.add(new Case(1, 2, 4, 1, 2048, 64, 64));
    return cases;
  }

  private static Schedule schedule(Case c) {
    return RealPrograms.run("attention", c.graph(), c.npu(), "w8a8").schedule();
  }

  private static Execution execute(Case c) {
    return schedule(c).execution();
  }

  private static Map<String, Long> traffic(Program program) {
    Map<String, Long> bytes = new HashMap<>();
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof Transfer transfer) {
        int tensor = program.residencies().get(transfer.onChip().residency()).tensor();
        bytes.merge(program.tensors().get(tensor).name(), transfer.bytes(), Long::sum);
      }
    }
    return bytes;
  }

  /** The blocks of a program, read off its first product and its transfers. */
  private static AttentionNest nest(Case c, Program program) {
    Dataflow values = Dataflow.OUTPUT_STATIONARY;
    ArrayTile scores = null;
    for (Instruction instruction : program.instructions()) {
      if (instruction instanceof ArrayTile tile) {
        int tensor = program.residencies().get(tile.output().residency()).tensor();
        if (!program.tensors().get(tensor).name().endsWith(".scores")) {
          values = tile.dataflow();
        } else if (scores == null) {
          scores = tile;
        }
      }
    }
    long heads = Math.max(1, scores.m() / c.queries());
    long keyBytes = traffic(program).get("k");
    return new AttentionNest(
        AttentionNest.Order.QUERIES_OUTER,
        // With one block of rows nothing is read twice, held or not.
        (heads < c.sharing() || scores.m() / heads < c.queries())
            && keyBytes == (long) c.batch() * c.kvHeads() * c.keys() * c.dim(),
        heads,
        scores.m() / heads,
        scores.n(),
        scores.dataflow(),
        values);
  }

  @ParameterizedTest
  @MethodSource("cases")
  void trafficAndWorkAreTheMappersAndTheClosedForm(Case c) {
    Schedule schedule = schedule(c);
    Execution e = schedule.execution();
    assertThat(Checker.check(c.graph(), e).violations()).isEmpty();
    AttentionNest nest = nest(c, e.program());
    LayerAttention published = schedule.mappings().get(0).attention().orElseThrow();
    assertThat(published.error()).isEmpty();
    assertThat(published.macs()).isEqualTo(e.macs());
    assertThat(published.nest().rows()).isEqualTo(nest.rows());
    assertThat(published.nest().keys()).isEqualTo(nest.keys());
    assertThat(published.nest().heads()).isEqualTo(nest.heads());
    assertThat(published.nest().scores()).isEqualTo(nest.scores());
    assertThat(published.nest().values()).isEqualTo(nest.values());
    AttentionCost cost = AttentionCounter.cost(c.npu(), c.problem(), nest);
    Map<String, Long> bytes = traffic(e.program());
    Map.of(
            "q", AttentionOperand.QUERIES,
            "k", AttentionOperand.KEYS,
            "v", AttentionOperand.VALUES)
        .forEach(
            (tensor, operand) ->
                assertThat(bytes.get(tensor))
                    .as("%s of %s in %s", tensor, c, nest)
                    .isEqualTo(cost.readBytes(AttentionLevel.DRAM, operand)));
    assertThat(bytes.get("att"))
        .isEqualTo(cost.writtenBytes(AttentionLevel.DRAM, AttentionOperand.OUTPUT));
    long once = (long) c.batch() * c.kvHeads() * c.keys() * c.dim();
    long passes = nest.held() ? 1 : -Math.floorDiv(-c.sharing(), nest.heads()) * rowBlocks(c, nest);
    assertThat(bytes.get("k")).isEqualTo(passes * once);
    assertThat(bytes.get("v")).isEqualTo(passes * once);
    long laneOps = 0;
    for (Instruction instruction : e.program().instructions()) {
      laneOps += instruction instanceof VectorTile tile ? tile.laneOps() : 0;
    }
    assertThat(laneOps).isEqualTo(cost.laneOps());
    assertThat(e.macs()).isEqualTo(cost.macs());
  }

  /**
   * However long a transfer takes to set up, the cycles predicted for a program's blocks are near
   * those that its simulation takes: nearest where transfers are what it waits for.
   */
  @ParameterizedTest
  @ValueSource(ints = {100, 2000, 5000})
  void predictedCyclesAreNearTheSimulatedOnes(int setup) {
    List<Case> cases = cases();
    cases.add(new Case(1, 1, 1, 1, 4096, 128, 512));
    cases.add(new Case(1, 4, 4, 1, 4096, 128, 512));
    cases.add(new Case(1, 4, 1, 64, 1024, 128, 512));
    for (Case c : cases) {
      Npu npu =
          Chips.of(
              "edge-4tops",
              "sram.size=" + c.sramKib() + "KiB",
              "accumulator.size=16KiB",
              "dma.setup=" + setup + " cycles");
      Schedule schedule = RealPrograms.run("attention", c.graph(), npu, "w8a8").schedule();
      AttentionNest nest = schedule.mappings().get(0).attention().orElseThrow().nest();
      AttentionCost cost = AttentionCounter.cost(npu, c.problem(), nest);
      double ratio = (double) cost.cycles() / schedule.execution().cycles();
      boolean waits = !nest.held() && cost.dmaCycles() > 20_000;
      assertThat(ratio).as("%s in %s", c, nest).isBetween(waits ? 0.85 : 0.6, 1.1);
    }
  }

  private static long rowBlocks(Case c, AttentionNest nest) {
    return -Math.floorDiv(-c.queries(), nest.rows());
  }

  /** One token against a cache: heads that share keys are one product, and read them once. */
  @Test
  void decodeStacksTheHeadsThatShareKeys() {
    Case c = new Case(1, 8, 4, 1, 1024, 64, 512);
    Program program = execute(c).program();
    assertThat(nest(c, program).heads()).isEqualTo(4);
    assertThat(traffic(program)).containsEntry("k", 8L * 1024 * 64).containsEntry("v", 8L * 65536);
  }

  /** Of the program's blocks, with less and less streamed: never more traffic or time. */
  @Test
  void whatIsResidentIsNotStreamed() {
    Case c = new Case(1, 8, 1, 1024, 1024, 64, 512);
    Npu npu = c.npu();
    Attention op = (Attention) c.graph().nodes().get(0).op();
    AttentionBlocks blocks = new AttentionBlocks(npu, 48);
    ImmutableSet<AttentionOperand> resident = ImmutableSet.of();
    long before = Long.MAX_VALUE;
    long cycles = Long.MAX_VALUE;
    for (AttentionOperand operand :
        new AttentionOperand[] {
          AttentionOperand.QUERIES,
          AttentionOperand.KEYS,
          AttentionOperand.VALUES,
          AttentionOperand.OUTPUT
        }) {
      AttentionProblem problem =
          AttentionProblem.ofProgram(
              op, c.graph().nodes().get(0).types(), Precision.W8A8, resident);
      AttentionCost best = blocks.best(problem, nest -> 0, npu.sram().sizeBytes()).orElseThrow();
      long least =
          blocks.candidates(problem).stream().mapToLong(AttentionCost::dramBytes).min().orElse(-1);
      long fastest =
          blocks.candidates(problem).stream().mapToLong(AttentionCost::cycles).min().orElse(-1);
      assertThat(least).isLessThan(before);
      assertThat(fastest).isLessThanOrEqualTo(cycles);
      assertThat(best.cycles()).isLessThanOrEqualTo((long) (fastest * 1.05));
      before = least;
      cycles = fastest;
      resident = ImmutableSet.<AttentionOperand>builder().addAll(resident).add(operand).build();
    }
  }

  /** The attention of an image decoder on the smallest chip: few rows, but it runs. */
  @Test
  void oneWideHeadRunsInBlocksOfFewRows() {
    Case c = new Case(1, 1, 1, 256, 256, 512, 512);
    Graph graph = c.graph();
    Npu npu = Chips.of("edge-4tops");
    Execution e = RealPrograms.run("wide", graph, npu, "w8a8").schedule().execution();
    assertThat(Checker.check(graph, e).violations()).isEmpty();
    assertThat(nest(c, e.program()).rows() * 4 * 512)
        .isLessThanOrEqualTo(npu.accumulator().sizeBytes());
  }

  @Test
  void whereNothingFitsTheMessageSaysWhatIsNeeded() {
    Case c = new Case(1, 1, 1, 256, 256, 512, 512);
    Npu npu = Chips.of("edge-4tops", "accumulator.size=1KiB");
    assertThatThrownBy(() -> RealPrograms.run("wide", c.graph(), npu, "w8a8"))
        .isInstanceOf(InfeasibleException.class)
        .hasMessageContaining("att")
        .hasMessageContaining("of the accumulator")
        .hasMessageContaining("1,024 B");
  }
}
