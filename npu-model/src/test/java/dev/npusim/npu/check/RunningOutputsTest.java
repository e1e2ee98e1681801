package dev.npusim.npu.check;

import static dev.npusim.npu.check.ProgramBuilder.region;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.Simulator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** One head of attention, its keys in two blocks: what must happen between their sums. */
class RunningOutputsTest {
  private static final int QUERIES = 6;
  private static final int KEYS = 10;
  private static final int DIM = 4;

  /** Where the running outputs are rescaled. */
  private enum When {
    NEVER,
    BEFORE_SOFTMAX,
    BEFORE_VALUES,
    TWICE,
    AFTER_THE_FIRST_TOO
  }

  private static Set<Kind> run(When when, long laneOps) {
    GraphBuilder g = new GraphBuilder("attention");
    Value q = g.input("q", TensorType.rowMajor(1, QUERIES, DIM));
    Value k = g.input("k", TensorType.rowMajor(1, KEYS, DIM));
    Value v = g.input("v", TensorType.rowMajor(1, KEYS, DIM));
    g.output(g.add("att", "", new Attention(1, 1, DIM, DIM, false), q, k, v));
    Graph graph = g.build();
    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
    int queries = p.fetch("q", "att");
    int keys = p.fetch("k", "att");
    int values = p.fetch("v", "att");
    int sums = p.sums("att", region(0, QUERIES, 0, DIM));
    for (int k0 = 0; k0 < KEYS; k0 += 5) {
      int scores = p.sums("att.scores", region(0, QUERIES, k0, k0 + 5));
      p.array(
          "att",
          Dataflow.OUTPUT_STATIONARY,
          p.all(scores),
          0,
          DIM,
          p.all(queries),
          p.part(keys, k0, k0 + 5, 0, DIM));
      if (k0 > 0 && when == When.BEFORE_SOFTMAX) {
        rescale(p, sums, laneOps);
      }
      int probabilities = p.place("att.probabilities", region(0, QUERIES, k0, k0 + 5));
      p.vector(
          List.of(p.stage("att", Stage.Kind.SOFTMAX, region(0, QUERIES, k0, k0 + 5))),
          List.of(p.all(scores)),
          List.of(p.all(probabilities)));
      int times =
          switch (when) {
            case NEVER, BEFORE_SOFTMAX -> 0;
            case BEFORE_VALUES, AFTER_THE_FIRST_TOO -> k0 > 0 ? 1 : 0;
            case TWICE -> k0 > 0 ? 2 : 0;
          };
      for (int i = 0; i < times; i++) {
        rescale(p, sums, laneOps);
      }
      p.array(
          "att",
          Dataflow.WEIGHT_STATIONARY,
          p.all(sums),
          k0,
          k0 + 5,
          p.all(probabilities),
          p.part(values, k0, k0 + 5, 0, DIM));
      if (k0 == 0 && when == When.AFTER_THE_FIRST_TOO) {
        rescale(p, sums, laneOps);
      }
    }
    int out = p.place("att");
    p.vector(
        List.of(p.stage("att", Stage.Kind.DRAIN, region(0, QUERIES, 0, DIM))),
        List.of(p.all(sums)),
        List.of(p.all(out)));
    p.store(out, "att", Traffic.OUTPUTS);
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Checker.check(graph, Simulator.run(TestPrograms.npu(), p.build()))
        .violations()
        .forEach(violation -> kinds.add(violation.kind()));
    return kinds;
  }

  private static void rescale(ProgramBuilder p, int sums, long laneOps) {
    p.vector(
        List.of(new Stage(0, Stage.Kind.RESCALE, region(0, QUERIES, 0, DIM), laneOps, 0)),
        List.of(p.all(sums)),
        List.of(p.all(sums)));
  }

  /** A multiplication per element, and four operations on the maximum and the sum of a row. */
  private static final long WORK = QUERIES * (DIM + 4);

  @Test
  void oncePerFurtherBlockOfKeys() {
    assertThat(run(When.BEFORE_VALUES, WORK)).isEmpty();
    assertThat(run(When.NEVER, WORK)).containsExactly(Kind.REDUCTION);
    assertThat(run(When.TWICE, WORK)).containsExactly(Kind.REDUCTION);
    assertThat(run(When.AFTER_THE_FIRST_TOO, WORK)).containsExactly(Kind.REDUCTION);
  }

  /** The new maximum is not known before. */
  @Test
  void afterTheSoftmaxOfTheKeysToAdd() {
    assertThat(run(When.BEFORE_SOFTMAX, WORK)).containsExactly(Kind.REDUCTION);
  }

  @Test
  void atItsFullCost() {
    assertThat(run(When.BEFORE_VALUES, WORK - 1)).containsExactly(Kind.WORK);
    assertThat(run(When.BEFORE_VALUES, WORK + 1)).containsExactly(Kind.WORK);
  }
}
