package dev.npusim.mapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Equal cores that share SRAM, DMA and DRAM. */
class CoresTest {
  private static final List<Supplier<Graph>> MODELS =
      List.of(
          () -> TestModels.unet(16, 20, 2),
          TestModels::mobile,
          TestModels::grouped,
          TestModels::unfusedAttention,
          () -> TestModels.decoder(24, 0),
          () -> TestModels.decoder(1, 100),
          () -> TestModels.stateSpace(1, 32, false));

  private static Schedule run(Graph model, Npu npu, String precision) {
    Options options =
        new Options(Precision.parse(precision), Goal.LATENCY, Effort.FAST, Options.Skips.AUTO, 0);
    Schedule schedule = Scheduler.schedule(model, npu, options);
    assertThat(Checker.check(model, schedule.execution()).violations()).isEmpty();
    return schedule;
  }

  private static Npu chip(int cores, String... settings) {
    return Chips.of(
        "edge-4tops",
        Stream.concat(Stream.of("cores=" + cores), Stream.of(settings)).toArray(String[]::new));
  }

  static Stream<List<Object>> runs() {
    return MODELS.stream()
        .flatMap(
            model -> Stream.of("w8a8", "w4a16").map(precision -> List.of(model.get(), precision)));
  }

  /** Every engine serial, every operand written before it is read, every total worked out anew. */
  @ParameterizedTest
  @MethodSource("runs")
  void schedulesPassTheCheckerAndAreNeverSlowerThanOneCore(List<Object> run) {
    Graph model = (Graph) run.get(0);
    String precision = (String) run.get(1);
    Schedule one = run(model, chip(1), precision);
    for (int cores : new int[] {2, 3, 4}) {
      neverSlower(one, model, run(model, chip(cores), precision));
    }
  }

  private static void neverSlower(Schedule one, Graph model, Schedule several) {
    assertThat(several.execution().cycles()).isLessThanOrEqualTo(one.execution().cycles());
    assertThat(several.execution().cycles()).isGreaterThanOrEqualTo(several.bounds().cycles());
    assertThat(several.execution().macs()).isEqualTo(model.macs());
    assertThat(several.execution().energy().mac())
        .isCloseTo(one.execution().energy().mac(), within(1e-12));
    assertThat(
            several.candidates().stream()
                .filter(candidate -> candidate.cores() == 1 && candidate.cycles() >= 0)
                .mapToLong(Schedule.Candidate::cycles)
                .min())
        .hasValue(one.execution().cycles());
  }

  private static Graph product() {
    TestModels.Net net = new TestModels.Net("product");
    net.graph.output(
        net.linear("y", net.graph.input("x", TensorType.rowMajor(1, 1024, 1024)), 1024));
    return net.graph.build();
  }

  private static Graph image() {
    TestModels.Net net = new TestModels.Net("image");
    net.graph.output(
        net.conv("y", net.graph.input("x", TensorType.image(1, 128, 64, 64)), 256, 3, 1, 1));
    return net.graph.build();
  }

  /** With all the bandwidth one could wish for, work on N cores takes an Nth of the time. */
  @ParameterizedTest
  @CsvSource({"2, 1.9", "4, 3.6"})
  void coresDivideTheWorkWhereNothingElseLimits(int cores, double atLeast) {
    String[] wide = {
      "dram.bandwidth=4000GB/s",
      "sram.bandwidth=4096B/cycle",
      "sram.size=16MiB",
      "dma.setup=0 cycles"
    };
    for (Graph model : List.of(product(), image())) {
      long one = run(model, chip(1, wide), "w8a8").execution().cycles();
      Execution several = run(model, chip(cores, wide), "w8a8").execution();
      assertThat((double) one / several.cycles()).isBetween(atLeast, 1.02 * cores);
      assertThat(several.program().usedCores()).isEqualTo(cores);
    }
  }

  /** Two cores have half of the SRAM's port each: an array that needs all of it gains nothing. */
  @Test
  void theSramsPortIsShared() {
    String[] narrow = {"dram.bandwidth=4000GB/s", "sram.bandwidth=16B/cycle", "dma.setup=0 cycles"};
    long one = run(product(), chip(1, narrow), "w8a8").execution().cycles();
    long two = run(product(), chip(2, narrow), "w8a8").execution().cycles();
    assertThat((double) one / two).isBetween(1.0, 1.2);
  }

  /** The key's default is its absence. */
  @Test
  void oneCoreIsTheChipWithoutTheKey() {
    for (Supplier<Graph> model : MODELS) {
      Execution with = run(model.get(), chip(1), "w8a8").execution();
      Execution without = run(model.get(), Chips.of("edge-4tops"), "w8a8").execution();
      assertThat(with.program().instructions()).isEqualTo(without.program().instructions());
      assertThat(with.energy()).isEqualTo(without.energy());
      assertThat(with.done()).isEqualTo(without.done());
    }
  }

  /** Sums lie in the accumulator of the core that makes and drains them. */
  @Test
  void workOnAnotherCoreIsRejected() {
    Graph model = TestModels.unet(16, 20, 2);
    Npu npu = chip(2);
    Program program = run(model, npu, "w8a8").execution().program();
    int rejected = 0;
    for (Instruction instruction : program.instructions()) {
      if (instruction.id() % 7 != 0) {
        continue;
      }
      Instruction moved = onOtherCore(instruction);
      if (moved != null) {
        ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
        program.instructions().forEach(i -> instructions.add(i == instruction ? moved : i));
        Program other =
            new Program(
                program.graph(),
                program.copies(),
                program.precision(),
                program.tensors(),
                program.residencies(),
                instructions.build());
        assertThat(Checker.check(model, Simulator.run(npu, other)).passed())
            .as("%s", instruction)
            .isFalse();
        rejected++;
      }
    }
    assertThat(rejected).isGreaterThan(5);
  }

  private static Instruction onOtherCore(Instruction instruction) {
    if (instruction instanceof ArrayTile t) {
      return new ArrayTile(
          t.id(),
          t.layer(),
          t.after(),
          1 - t.core(),
          t.dataflow(),
          t.batch(),
          t.m(),
          t.n(),
          t.reductionBegin(),
          t.reductionEnd(),
          t.output(),
          t.reads());
    }
    return instruction instanceof VectorTile t
            && t.stages().get(0).kind() == Instruction.Stage.Kind.DRAIN
        ? new VectorTile(
            t.id(), t.layer(), t.after(), 1 - t.core(), t.stages(), t.reads(), t.writes())
        : null;
  }
}
