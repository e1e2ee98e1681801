package dev.npusim.npu.check;

import static dev.npusim.npu.check.ProgramBuilder.region;
import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Programs of a scan and of a causal convolution, right and wrong. */
class RecurrenceCheckTest {
  private static final int TOKENS = 6;
  private static final int CHANNELS = 8;
  private static final int STATES = 2;

  private static Graph scan() {
    GraphBuilder g = new GraphBuilder("scan");
    TensorType channels = TensorType.rowMajor(1, TOKENS, CHANNELS);
    TensorType states = TensorType.rowMajor(1, TOKENS, STATES);
    Value x = g.input("x", channels);
    Value delta = g.input("delta", channels);
    Value a = GraphBuilder.parameter("a", STATES, CHANNELS);
    Value b = g.input("b", states);
    Value c = g.input("c", states);
    Value d = GraphBuilder.parameter("d", CHANNELS);
    Value h = g.state("h", TensorType.rowMajor(1, STATES, CHANNELS));
    g.output(g.add("y", "", new SelectiveScan(), x, delta, a, b, c, d, h));
    return g.build();
  }

  /** One tile for each part of the result, with what {@code reads} says of x. */
  private static Set<Kind> run(List<Region> parts, Region reads) {
    Graph graph = scan();
    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
    int x = p.fetch("x", "y");
    int delta = p.fetch("delta", "y");
    int a = p.fetch("a", "y");
    int b = p.fetch("b", "y");
    int c = p.fetch("c", "y");
    int d = p.fetch("d", "y");
    int h = p.fetch("h", "y");
    int y = p.place("y");
    for (Region part : parts) {
      long work =
          graph.nodes().get(0).laneOps() * part.elements() / graph.outputs().get(0).elements();
      Access read =
          p.part(x, reads.rowBegin(), reads.rowEnd(), reads.columnBegin(), reads.columnEnd());
      p.vector(
          List.of(new Stage(0, Stage.Kind.COMPUTE, part, work, 0)),
          List.of(read, p.all(delta), p.all(a), p.all(b), p.all(c), p.all(d), p.all(h)),
          List.of(p.part(y, part.rowBegin(), part.rowEnd(), part.columnBegin(), part.columnEnd())));
    }
    p.store(y, "y", Traffic.OUTPUTS);
    return kinds(graph, p);
  }

  private static Set<Kind> kinds(Graph graph, ProgramBuilder program) {
    Execution execution = Simulator.run(TestPrograms.npu(), program.build());
    Set<Kind> kinds = EnumSet.noneOf(Kind.class);
    Checker.check(graph, execution).violations().forEach(v -> kinds.add(v.kind()));
    return kinds;
  }

  private static final Region ALL = region(0, TOKENS, 0, CHANNELS);

  @Test
  void channelsMayBeCutTokensNot() {
    int rows = TOKENS + STATES;
    assertThat(run(List.of(region(0, rows, 0, 8)), ALL)).isEmpty();
    assertThat(run(List.of(region(0, rows, 0, 3), region(0, rows, 3, 8)), ALL)).isEmpty();
    assertThat(run(List.of(region(0, 4, 0, 8), region(4, rows, 0, 8)), ALL)).contains(Kind.WORK);
  }

  @Test
  void everyTokenOfAChannelIsNeeded() {
    Region whole = region(0, TOKENS + STATES, 0, CHANNELS);
    assertThat(run(List.of(whole), region(1, TOKENS, 0, CHANNELS))).containsExactly(Kind.OPERAND);
    assertThat(run(List.of(whole), region(0, TOKENS, 0, 7))).containsExactly(Kind.OPERAND);
  }

  /** Tokens 3 to 6 look back at tokens 0 to 5, kept ones included. */
  @Test
  void aCausalConvolutionLooksBack() {
    assertThat(convolution(0)).isEmpty();
    assertThat(convolution(1)).containsExactly(Kind.OPERAND);
  }

  private static Set<Kind> convolution(int firstRead) {
    GraphBuilder g = new GraphBuilder("causal");
    Value x = g.input("x", TensorType.rowMajor(1, TOKENS + 3, CHANNELS));
    Value w = GraphBuilder.parameter("w", CHANNELS, 1, 4);
    g.output(g.add("y", "", new CausalConvolution(4, 3), x, w));
    Graph graph = g.build();
    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
    int in = p.fetch("x", "y");
    int weight = p.fetch("w", "y");
    int out = p.place("y");
    for (int half = 0; half < TOKENS; half += 3) {
      Region made = region(half, half + 3, 0, CHANNELS);
      p.vector(
          List.of(p.stage("y", Stage.Kind.COMPUTE, made)),
          List.of(p.part(in, half + firstRead, half + 6, 0, CHANNELS), p.all(weight)),
          List.of(p.part(out, half, half + 3, 0, CHANNELS)));
    }
    p.store(out, "y", Traffic.OUTPUTS);
    return kinds(graph, p);
  }
}
