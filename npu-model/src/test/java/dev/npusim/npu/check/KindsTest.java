package dev.npusim.npu.check;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Unary;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Each rule, broken on purpose, is reported under its own name. */
class KindsTest {
  private static Set<Kind> kinds(Graph model, Execution execution) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Checker.check(model, execution).violations().forEach(violation -> kinds.add(violation.kind()));
    return kinds;
  }

  private static Set<Kind> kinds(Mutations mutation) {
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    for (TestPrograms.Case run : TestPrograms.all()) {
      for (long seed = 0; seed < 24; seed++) {
        mutation
            .apply(run.execution(), seed)
            .ifPresent(mutant -> kinds.addAll(kinds(run.model(), mutant)));
      }
    }
    return kinds;
  }

  private static Set<Kind> kinds(TestPrograms.Case run, Program program) {
    return kinds(run.model(), Simulator.run(run.execution().npu(), program));
  }

  @Test
  void ofMutations() {
    assertThat(kinds(Mutations.SWAP_EVENTS)).contains(Kind.ENGINE, Kind.DEPENDENCY, Kind.DELAY);
    assertThat(kinds(Mutations.SHORTEN_DURATION)).contains(Kind.DURATION);
    assertThat(kinds(Mutations.FREE_EARLY)).containsExactly(Kind.LIFETIME);
    assertThat(kinds(Mutations.RAISE_REPORTED))
        .containsExactlyInAnyOrder(
            Kind.TOTAL, Kind.ENERGY, Kind.STALL, Kind.OCCUPANCY, Kind.LIFETIME);
    assertThat(kinds(Mutations.SHRINK_FETCH)).containsExactly(Kind.READ);
    assertThat(kinds(Mutations.RAISE_BYTES)).contains(Kind.TRANSFER);
    assertThat(kinds(Mutations.MISCOUNT_TRAFFIC)).containsExactly(Kind.TRANSFER);
    assertThat(kinds(Mutations.DROP_TRANSFER)).contains(Kind.READ, Kind.DRAM, Kind.OUTPUT);
    assertThat(kinds(Mutations.DROP_WORK))
        .contains(Kind.COMPLETION, Kind.REDUCTION, Kind.READ, Kind.STATISTICS);
    assertThat(kinds(Mutations.DUPLICATE_WORK))
        .contains(Kind.COMPLETION, Kind.REDUCTION, Kind.REWRITE, Kind.STATISTICS, Kind.WORK);
    assertThat(kinds(Mutations.SHIFT_ADDRESS)).containsExactly(Kind.OVERLAP);
    assertThat(kinds(Mutations.MISALIGN)).contains(Kind.PLACEMENT);
    assertThat(kinds(Mutations.LEAVE_MEMORY)).contains(Kind.PLACEMENT);
    assertThat(kinds(Mutations.SHRINK_RESIDENCY)).containsExactly(Kind.PLACEMENT);
    assertThat(kinds(Mutations.DROP_READ)).contains(Kind.OPERAND);
    assertThat(kinds(Mutations.SHRINK_READ)).contains(Kind.OPERAND);
    assertThat(kinds(Mutations.DROP_DEPENDENCY)).contains(Kind.READ, Kind.DRAM, Kind.REDUCTION);
    assertThat(kinds(Mutations.SHORTEN_REDUCTION)).contains(Kind.REDUCTION, Kind.WORK);
    assertThat(kinds(Mutations.FORGET_LANE_OPERATIONS)).containsExactly(Kind.WORK);
  }

  @Test
  void structure() {
    TestPrograms.Case run = TestPrograms.spill();
    Execution e = run.execution();
    Transfer first = (Transfer) e.program().instructions().get(0);
    Transfer stray =
        new Transfer(0, 99, first.after(), 5, true, first.traffic(), first.onChip(), first.bytes());
    Execution broken =
        Edits.times(
            withProgram(e, Edits.replace(e.program(), stray)),
            e.issue().toArray(),
            e.start().toArray(),
            new long[0],
            e.done().toArray(),
            e.residencyEnd().toArray());
    assertThat(Checker.check(run.model(), broken).violations())
        .extracting(Violation::message)
        .anyMatch(m -> m.contains("0 busy ends"))
        .anyMatch(m -> m.contains("is for no node"))
        .anyMatch(m -> m.contains("channel 5 of 2"));
    assertThat(kinds(run.model(), broken)).containsExactly(Kind.STRUCTURE);
  }

  /** Shapes that no region has, which nothing that comes after could work with. */
  @Test
  void tensorsOfNegativeShape() {
    TestPrograms.Case run = TestPrograms.spill();
    Program p = run.execution().program();
    List<Tensor> tensors = new ArrayList<>(p.tensors());
    Tensor t = tensors.get(0);
    tensors.set(
        0, new Tensor(0, t.name(), t.role(), -t.rows(), t.columns(), t.bits(), 0, t.sparsity()));
    Program broken =
        new Program(
            p.graph(),
            p.copies(),
            p.precision(),
            ImmutableList.copyOf(tensors),
            p.residencies(),
            p.instructions());
    assertThat(kinds(run.model(), withProgram(run.execution(), broken)))
        .containsExactly(Kind.STRUCTURE);
  }

  @Test
  void graph() {
    TestPrograms.Case run = TestPrograms.recompute();
    Program p = run.execution().program();
    Program withoutCopies =
        new Program(
            p.graph(),
            ImmutableMap.of(),
            p.precision(),
            p.tensors(),
            p.residencies(),
            p.instructions());
    assertThat(kinds(run, withoutCopies)).containsExactly(Kind.GRAPH);
    assertThat(kinds(TestPrograms.spill().model(), run.execution())).contains(Kind.GRAPH);
  }

  @Test
  void tensor() {
    TestPrograms.Case run = TestPrograms.groups();
    assertThat(kinds(run, tensors(run, t -> bits(t, t.bits() + 1)))).contains(Kind.TENSOR);
    assertThat(kinds(run, tensors(run, t -> role(t, Tensor.Role.INPUT)))).contains(Kind.TENSOR);
  }

  /** Hardware whose peak is lower than what the log claims it did. */
  @Test
  void lowerBound() {
    TestPrograms.Case run = TestPrograms.convolutionAddLinear();
    Npu npu = run.execution().npu();
    Npu slower =
        new Npu(
            npu.name(),
            npu.clockHz(),
            npu.array(),
            npu.vector(),
            npu.memories(),
            new dev.npusim.npu.hardware.DramSpec("slow", 1e6, 1, 64),
            npu.dma(),
            npu.energy());
    Execution real = run.execution();
    Execution claimed =
        new Execution(
            slower,
            real.program(),
            real.issue(),
            real.start(),
            real.busyEnd(),
            real.done(),
            real.residencyBegin(),
            real.residencyEnd(),
            real.cycles(),
            real.layers(),
            real.dramBytes(),
            real.dramReadBytes(),
            real.dramWriteBytes(),
            real.macs(),
            real.recomputedMacs(),
            real.stalls(),
            real.energy(),
            real.occupancy(),
            real.peakSramBytes(),
            real.peakSramCycle(),
            real.arrayBusyCycles(),
            real.vectorBusyCycles(),
            real.dramBusyCycles());
    assertThat(kinds(run.model(), claimed)).contains(Kind.LOWER_BOUND, Kind.DURATION);
  }

  /** A tensor that nobody fetches twice, but that is waited for without need. */
  @Test
  void delay() {
    TestPrograms.Case run = TestPrograms.spill();
    Execution e = run.execution();
    int last = e.issue().length() - 1;
    long[][] times = {
      e.issue().toArray(), e.start().toArray(), e.busyEnd().toArray(), e.done().toArray()
    };
    for (long[] time : times) {
      time[last]++;
    }
    Execution late =
        Edits.times(e, times[0], times[1], times[2], times[3], e.residencyEnd().toArray());
    assertThat(kinds(run.model(), late)).contains(Kind.DELAY);
  }

  /** All are counted, the first hundred are kept. */
  @Test
  void countsBeyondWhatItKeeps() {
    GraphBuilder g = new GraphBuilder("many");
    Value x = g.input("x", TensorType.rowMajor(200, 8));
    g.output(g.add("y", "", new Unary(Unary.Function.RELU), x));
    Graph graph = g.build();
    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
    int in = p.place("x");
    int out = p.place("y");
    for (int row = 0; row < 200; row++) {
      p.vector(
          List.of(p.stage("y", Stage.Kind.COMPUTE, ProgramBuilder.region(row, row + 1, 0, 8))),
          List.of(p.part(in, row, row + 1, 0, 8)),
          List.of(p.part(out, row, row + 1, 0, 8)));
    }
    p.store(out, "y", Traffic.OUTPUTS);
    CheckResult result = Checker.check(graph, Simulator.run(TestPrograms.npu(), p.build()));
    assertThat(result.count()).isEqualTo(200);
    assertThat(result.violations()).hasSize(100);
    assertThat(result.passed()).isFalse();
  }

  private static Tensor bits(Tensor t, int bits) {
    return new Tensor(
        t.id(), t.name(), t.role(), t.rows(), t.columns(), bits, t.scaleBytesPerGroup());
  }

  private static Tensor role(Tensor t, Tensor.Role role) {
    return new Tensor(
        t.id(), t.name(), role, t.rows(), t.columns(), t.bits(), t.scaleBytesPerGroup());
  }

  private static Program tensors(TestPrograms.Case run, Function<Tensor, Tensor> change) {
    Program p = run.execution().program();
    return new Program(
        p.graph(),
        p.copies(),
        p.precision(),
        p.tensors().stream()
            .map(change)
            .collect(com.google.common.collect.ImmutableList.toImmutableList()),
        p.residencies(),
        p.instructions());
  }

  static Execution withProgram(Execution e, Program program) {
    return new Execution(
        e.npu(),
        program,
        e.issue(),
        e.start(),
        ImmutableLongArray.copyOf(e.busyEnd().toArray()),
        e.done(),
        e.residencyBegin(),
        e.residencyEnd(),
        e.cycles(),
        e.layers(),
        e.dramBytes(),
        e.dramReadBytes(),
        e.dramWriteBytes(),
        e.macs(),
        e.recomputedMacs(),
        e.stalls(),
        e.energy(),
        e.occupancy(),
        e.peakSramBytes(),
        e.peakSramCycle(),
        e.arrayBusyCycles(),
        e.vectorBusyCycles(),
        e.dramBusyCycles());
  }
}
