package dev.npusim.mapper.schedule;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Linear;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.RandomModels;
import dev.npusim.mapper.Repeats;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.ChipWriter;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MarginalsTest {
  private static final Options FAST = Options.DEFAULT.withEffort(Effort.FAST);
  private static final ScheduleCache CACHE = new ScheduleCache();

  private static final Graph UNET = TestModels.unet(16, 32, 1);

  private static Schedule explained(Graph model, Npu npu) {
    return Scheduler.create().explaining(() -> {}).run(model, npu, FAST);
  }

  private static MarginalValues marginal(Schedule schedule) {
    return schedule.marginal().orElseThrow();
  }

  /** What keep-greedy comes to on a chip; empty where no program fits. */
  private static Optional<Schedule.Candidate> keepGreedy(Graph model, Npu npu) {
    try {
      String budget = "planned for %,d KiB".formatted(npu.sram().sizeBytes() >> 10);
      return Scheduler.schedule(model, npu, FAST).candidates().stream()
          .filter(candidate -> candidate.strategy().equals("keep-greedy"))
          .filter(candidate -> candidate.description().endsWith(budget))
          .filter(candidate -> candidate.cycles() >= 0)
          .findFirst();
    } catch (InfeasibleException tooSmall) {
      return Optional.empty();
    }
  }

  private static boolean spillsNothing(long bytes) {
    Npu npu = Chips.withSram(bytes >> 10);
    ScheduleProblem problem = ScheduleProblem.of(UNET, npu, FAST, false);
    Measurement measured =
        new Measure(problem, new Programs(problem, CACHE), null)
            .of(Plan.free(bytes, Plan.Pricing.TIME, 1))
            .measurement();
    return measured.isFeasible() && measured.spillBytes() == 0;
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4})
  void bandwidthIsTheDifferenceOfTwoRuns(int seed) {
    Graph model = RandomModels.of(seed, 12);
    Schedule schedule = explained(model, Chips.of("edge-16tops", "sram.size=128KiB"));
    long cycles = marginal(schedule).bandwidth().cycles();
    // Read from a description of its own, as a user would write it.
    Npu faster = Chips.of("edge-16tops", "sram.size=128KiB", "dram.bandwidth=52.2GB/s");
    assertThat(cycles)
        .isEqualTo(Simulator.run(faster, schedule.execution().program()).cycles())
        .isLessThanOrEqualTo(schedule.execution().cycles());
    assertThat(Scheduler.schedule(model, faster, FAST).execution().cycles())
        .isLessThanOrEqualTo(cycles);
  }

  /** A DRAM with timings of its own keeps them: nothing takes a smaller share of a higher peak. */
  @Test
  void everyTransferKeepsItsShareOfThePeak(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("part.yaml");
    Npu flat = Chips.of("edge-16tops", "sram.size=128KiB");
    Files.writeString(
        file,
        ChipWriter.write(flat)
            .replaceFirst("bandwidth: 51.2 GB/s", "bus: 64 bit")
            .replaceAll(" *(efficiency|burst): .*\n", ""));
    Npu npu = Npus.load(file.toString(), List.of()).npu();
    assertThat(npu.dram().part()).isPresent();
    Schedule schedule = explained(RandomModels.of(3, 12), npu);
    double twice = npu.dram().bytesPerSecond();
    Npu doubled = npu.withDram(npu.dram().faster(twice));
    Execution slow = schedule.execution();
    Execution fast = Simulator.run(doubled, slow.program());
    // Half of each transfer's cycles, each rounded up.
    assertThat(2 * fast.dramBusyCycles())
        .isBetween(
            slow.dramBusyCycles(),
            slow.dramBusyCycles() + slow.program().instructions().size() * 2L);
    assertThat(marginal(schedule).bandwidth().cycles()).isBetween(fast.cycles(), slow.cycles());
  }

  /** Where the plan forces nothing, keep-greedy of a search on the larger chip is the same plan. */
  @Test
  void sramIsWhatTheSamePlanTakesOnALargerChip() {
    int compared = 0;
    for (int seed = 1; seed <= 12; seed++) {
      Graph model = RandomModels.of(seed, 12);
      Schedule schedule = explained(model, Chips.withSram(96));
      MarginalValues.Sram larger = marginal(schedule).sram().orElseThrow();
      Schedule.Candidate chosen = schedule.published();
      if (chosen.strategy().equals("keep-greedy")
          && chosen.description().endsWith("planned for 96 KiB")) {
        Schedule.Candidate there = keepGreedy(model, Chips.withSram(96 + 1024)).orElseThrow();
        assertThat(larger)
            .isEqualTo(
                new MarginalValues.Sram(
                    1 << 20, there.cycles(), there.dramBytes(), there.spillBytes()));
        compared++;
      }
    }
    assertThat(compared).isGreaterThan(2);
  }

  /** Every whole KiB between the bounds, and below them. */
  @Test
  void theSmallestSramWithoutSpillsIsBetweenItsBounds() {
    Schedule schedule = explained(UNET, Chips.withSram(64));
    assertThat(schedule.published().strategy()).isEqualTo("keep-greedy");
    MarginalValues.SpillFree free = marginal(schedule).spillFree().orElseThrow();
    long most = free.atMostBytes().orElseThrow();
    assertThat(keepGreedy(UNET, Chips.withSram(most >> 10)).orElseThrow().spillBytes()).isZero();
    assertThat(spillsNothing(most)).isTrue();
    long smallest = most;
    for (long bytes = most; bytes > 0; bytes -= 1024) {
      if (spillsNothing(bytes)) {
        smallest = bytes;
      }
    }
    assertThat(smallest).isBetween(free.atLeastBytes(), most);
  }

  /**
   *
   *
   * <pre>
   * x - a - b - c - d + a
   * </pre>
   *
   * While c is made, a, b and c are there; the sum is made on the way of d and leaves at once.
   */
  @Test
  void whatIsHeldAtATimeInClosedForm() {
    GraphBuilder builder = new GraphBuilder("chain");
    Value x = builder.input("x", TensorType.rowMajor(512, 64));
    Value a = linear(builder, "a", x, 64);
    Value b = linear(builder, "b", a, 64);
    Value c = linear(builder, "c", b, 128);
    Value d = linear(builder, "d", c, 64);
    builder.output(builder.add("sum", "", new Binary(Binary.Function.ADD), d, a));
    Schedule schedule = explained(builder.build(), Chips.withSram(512));
    MarginalValues.SpillFree free = marginal(schedule).spillFree().orElseThrow();
    assertThat(free.atLeastBytes()).isEqualTo(512 * (64 + 64 + 128));
    assertThat(free.atMostBytes().orElseThrow()).isBetween(512L * 256, 512L * 1024);
  }

  private static Value linear(GraphBuilder builder, String name, Value in, int outputs) {
    return builder.add(
        name,
        "",
        new Linear(),
        in,
        GraphBuilder.parameter(name + ".weight", outputs, in.type().columns()));
  }

  @Test
  void aScheduleWithoutSpillsNeedsAtMostItsOwnSram() {
    Schedule schedule = explained(UNET, Chips.withSram(1024));
    assertThat(schedule.published().spillBytes()).isZero();
    assertThat(marginal(schedule).spillFree().orElseThrow().atMostBytes().orElseThrow())
        .isLessThanOrEqualTo(1 << 20);
  }

  @Test
  void onlyWhereAskedFor() {
    assertThat(Scheduler.schedule(UNET, Chips.withSram(64), FAST).marginal()).isEmpty();
  }

  @Test
  void ofARunWhoseWeightsStayOnlyTheReplay() {
    Schedule schedule =
        Scheduler.create()
            .explaining(() -> {})
            .run(UNET, Chips.withSram(2048), FAST, Repeats.times(8));
    assertThat(schedule.execution().program().pinned()).isNotEmpty();
    assertThat(marginal(schedule).sram()).isEmpty();
    assertThat(marginal(schedule).spillFree()).isEmpty();
  }
}
