package dev.npusim.mapper.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.TestModels;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.check.Checker;
import dev.npusim.npu.check.Edits;
import dev.npusim.npu.check.Mutations;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Weights that several layers read. */
class SharedWeightsTest {
  private static final int LAYERS = 4;
  private static final int WIDTH = 256;

  /**
   * The same square weight again and again: {@code LAYERS * WIDTH * WIDTH} bytes are read of it.
   */
  private static Graph tied() {
    TestModels.Net net = new TestModels.Net("tied");
    Value weight = GraphBuilder.parameter("w", WIDTH, WIDTH);
    Value h = net.graph.input("x", TensorType.rowMajor(1, 64, WIDTH));
    for (int layer = 0; layer < LAYERS; layer++) {
      h = net.graph.add("fc" + layer, "", new Linear(), h, weight);
      h = net.unary("act" + layer, Unary.Function.RELU, h);
    }
    net.graph.output(h);
    return net.graph.build();
  }

  /** The same with convolutions whose columns are fewer than their rows, and own ones between. */
  private static Graph convolutions() {
    TestModels.Net net = new TestModels.Net("convolutions");
    Value weight = GraphBuilder.parameter("w", 64, 64, 3, 3);
    Window window = Window.of(3, 1, 1);
    Value h = net.graph.input("x", TensorType.image(1, 64, 16, 16));
    for (int layer = 0; layer < 3; layer++) {
      h = net.graph.add("conv" + layer, "", new Convolution(window, window, 1), h, weight);
      h = net.conv("own" + layer, h, 64, 1, 1, 1);
    }
    net.graph.output(h);
    return net.graph.build();
  }

  private static Options options(String precision) {
    return new Options(Precision.restore(precision), Goal.DRAM, Effort.FAST, Options.Skips.AUTO, 0);
  }

  private static long weightBytes(Execution e) {
    return e.dramBytes().getOrDefault(Traffic.WEIGHTS, 0L);
  }

  /** Bytes of every weight, each once. */
  private static long stored(Execution e) {
    return e.program().tensors().stream()
        .filter(tensor -> tensor.role() == Tensor.Role.WEIGHT)
        .mapToLong(tensor -> tensor.bytes(tensor.whole()))
        .sum();
  }

  @ParameterizedTest
  @ValueSource(strings = {"w8a8", "w16a16", "w4a8", "w4a16", "w8a8,weights=2:4"})
  void areReadOnceWhereThereIsRoom(String precision) {
    for (Graph model : List.of(tied(), convolutions())) {
      for (String chip : new String[] {"edge-4tops", "edge-16tops"}) {
        Npu npu = Chips.of(chip, "sram.size=2MiB");
        Execution e = Scheduler.schedule(model, npu, options(precision)).execution();
        long groups = precision.startsWith("w4") ? 64 : 0;
        assertThat(weightBytes(e))
            .as("%s of %s on %s", precision, model.name(), chip)
            .isBetween(stored(e), stored(e) + groups);
        assertThat(Checker.check(model, e).violations()).isEmpty();
      }
    }
  }

  /** In closed form, and with the weights of a layer at a time where there is no room for more. */
  @Test
  void areReadOftenerTheLessRoomThereIs() {
    long weight = (long) WIDTH * WIDTH;
    long before = LAYERS * weight + 1;
    boolean part = false;
    for (long kib : new long[] {32, 64, 80, 96, 128, 256}) {
      Execution e = Scheduler.schedule(tied(), Chips.withSram(kib), Options.DEFAULT).execution();
      assertThat(Checker.check(tied(), e).violations()).isEmpty();
      assertThat(weightBytes(e)).as("%s KiB", kib).isBetween(weight, before);
      part |= weightBytes(e) > weight && weightBytes(e) < LAYERS * weight;
      before = weightBytes(e);
    }
    assertThat(before).isEqualTo(weight);
    assertThat(part).as("rows of it stay where not all can").isTrue();
  }

  /** A recomputed layer's weight is read by the layer and its copy. */
  @Test
  void areNotReadAgainForACopy() {
    Graph model = TestModels.unet(16, 32, 2);
    Options recompute =
        new Options(Precision.W8A8, Goal.LATENCY, Effort.NORMAL, Options.Skips.RECOMPUTE, 0);
    Schedule schedule = Scheduler.schedule(model, Chips.withSram(4096), recompute);
    Execution e = schedule.execution();
    assertThat(e.program().copies()).isNotEmpty();
    assertThat(weightBytes(e)).isEqualTo(stored(e));
    assertThat(Checker.check(model, e).violations()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({"DROP_TRANSFER", "SHRINK_FETCH", "SHIFT_ADDRESS", "DROP_READ", "FREE_EARLY"})
  void brokenOnesAreFound(Mutations mutation) {
    Graph model = tied();
    Execution e = Scheduler.schedule(model, Chips.withSram(1024), Options.DEFAULT).execution();
    for (long seed = 0; seed < 12; seed++) {
      Optional<Execution> mutant = mutation.apply(e, seed);
      if (mutant.isPresent()) {
        assertThat(Checker.check(model, mutant.get()).passed()).as("seed %s", seed).isFalse();
      }
    }
  }

  /** Something else moves to the addresses of a weight between two of its readers. */
  @Test
  void aStaleWeightIsFound() {
    Graph model = tied();
    Npu npu = Chips.withSram(1024);
    Execution e = Scheduler.schedule(model, npu, Options.DEFAULT).execution();
    Program p = e.program();
    Residency kept = shared(p);
    int moved = 0;
    for (Residency other : p.residencies()) {
      boolean isBetween =
          other.memory() == Residency.Memory.SRAM
              && other.id() != kept.id()
              && p.tensors().get(other.tensor()).role() == Tensor.Role.ACTIVATION
              && e.residencyBegin().get(other.id()) > e.residencyBegin().get(kept.id())
              && e.residencyEnd().get(other.id()) < e.residencyEnd().get(kept.id());
      if (isBetween) {
        Program stale = Edits.moved(p, other, kept.address());
        assertThat(Checker.check(model, Simulator.run(npu, stale)).passed()).isFalse();
        moved++;
      }
    }
    assertThat(moved).isPositive();
  }

  /** The longest-lived residency of a weight, which more than one layer reads. */
  private static Residency shared(Program p) {
    Map<Integer, Integer> readers = new HashMap<>();
    for (Instruction instruction : p.instructions()) {
      if (!(instruction instanceof Transfer)) {
        instruction.reads().forEach(r -> readers.merge(r.residency(), 1, Integer::sum));
      }
    }
    return p.residencies().stream()
        .filter(r -> p.tensors().get(r.tensor()).role() == Tensor.Role.WEIGHT)
        .max(Comparator.comparingInt(r -> readers.getOrDefault(r.id(), 0)))
        .orElseThrow();
  }
}
