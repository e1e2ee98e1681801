package dev.npusim.npu.check;

import static dev.npusim.npu.check.ProgramBuilder.region;
import static dev.npusim.npu.program.Instruction.Stage.Kind.COMPUTE;
import static dev.npusim.npu.program.Instruction.Stage.Kind.DRAIN;
import static dev.npusim.npu.program.Instruction.Stage.Kind.RESCALE;
import static dev.npusim.npu.program.Instruction.Stage.Kind.SOFTMAX;
import static dev.npusim.npu.program.Instruction.Stage.Kind.STATISTICS;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Unary;
import dev.npusim.ir.op.Window;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.DmaSpec;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.EnergySpec.Constant;
import dev.npusim.npu.hardware.EnergySpec.Status;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.VectorSpec;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.List;

/** Small models with hand-written programs, run on a tiny chip. */
public final class TestPrograms {
  /** A model and a run of it. */
  public record Case(String name, Graph model, Execution execution) {
    @Override
    public String toString() {
      return name;
    }
  }

  private static final Dataflow WS = Dataflow.WEIGHT_STATIONARY;
  private static final Dataflow OS = Dataflow.OUTPUT_STATIONARY;

  private TestPrograms() {}

  public static List<Case> all() {
    return List.of(
        convolutionAddLinear(), attention(), groupNorm(), spill(), recompute(), views(), groups());
  }

  /** A 4 x 4 array, 8 lanes, 64 KiB of SRAM, two DMA channels. */
  public static Npu npu() {
    ImmutableSet<MemorySpec.Operand> all = ImmutableSet.copyOf(MemorySpec.Operand.values());
    return new Npu(
        "tiny",
        1e9,
        new ArraySpec(
            4,
            4,
            ArraySpec.Timing.SYSTOLIC,
            ArraySpec.DataflowPolicy.FLEXIBLE,
            true,
            ImmutableMap.of("int8", 1.0, "fp16", 0.5, "int4xfp16", 0.5)),
        new VectorSpec(8),
        ImmutableList.of(
            new MemorySpec("accumulator", 16384, 1, 64, ImmutableSet.of()),
            new MemorySpec("sram", 65536, 4, 32, all)),
        new DramSpec("test", 8e9, 0.8, 64),
        new DmaSpec(2, 10),
        new EnergySpec(
            "7nm",
            ImmutableMap.of("int8", pj(0.1), "fp16", pj(0.4), "int4xfp16", pj(0.3)),
            pj(0.2),
            pj(0.3),
            pj(0.7),
            pj(0.9),
            pj(5),
            new Constant(0.05, "W", "test", Status.ASSUMPTION)));
  }

  private static Constant pj(double value) {
    return new Constant(value, "pJ", "test", Status.ASSUMPTION);
  }

  private static Case run(String name, Graph model, ProgramBuilder program) {
    return new Case(name, model, Simulator.run(npu(), program.build()));
  }

  private static ProgramBuilder program(Graph graph) {
    return new ProgramBuilder(graph, ImmutableMap.of(), Precision.W8A8);
  }

  private static Value act(GraphBuilder g, String name, Value x) {
    return g.add(name, "", new Unary(Unary.Function.RELU), x);
  }

  private static Convolution conv(int kernel, int pad, int groups) {
    return new Convolution(Window.of(kernel, 1, pad), Window.of(kernel, 1, pad), groups);
  }

  /** A 3x3 convolution in two row bands, each in two parts of its reduction; add; linear. */
  public static Case convolutionAddLinear() {
    GraphBuilder g = new GraphBuilder("conv_add_linear");
    Value x = g.input("x", TensorType.image(1, 4, 6, 6));
    Value w = GraphBuilder.parameter("w", 8, 4, 3, 3);
    Value b = GraphBuilder.parameter("b", 8);
    Value r = g.input("r", TensorType.image(1, 8, 6, 6));
    Value c = g.add("conv", "", conv(3, 1, 1), x, w, b);
    Value sum = g.add("sum", "", new Binary(Binary.Function.ADD), c, r);
    Value tokens = g.add("tokens", "", new Reshape(TensorType.rowMajor(1, 36, 8)), sum);
    Value lw = GraphBuilder.parameter("lw", 5, 8);
    Value y = g.add("y", "", new Linear(), tokens, lw);
    g.output(y);
    Graph graph = g.build();

    ProgramBuilder p = program(graph);
    int weights = p.fetch("w", "conv");
    int bias = p.fetch("b", "conv");
    // The two bands of the input share the halo rows 2 and 3.
    int top = p.fetch("x", region(0, 24, 0, 4), "conv");
    int rest = p.fetch("x", region(24, 36, 0, 4), "conv");
    int residual = p.fetch("r", "sum");
    int stored = p.place("sum");
    for (int band = 0; band < 2; band++) {
      int r0 = band * 18;
      int acc = p.sums("conv", region(r0, r0 + 18, 0, 8));
      for (int part = 0; part < 2; part++) {
        int k0 = part * 18;
        if (band == 0) {
          p.array(
              "conv", WS, p.all(acc), k0, k0 + 18, p.all(top), p.part(weights, k0, k0 + 18, 0, 8));
        } else {
          p.array(
              "conv",
              OS,
              p.all(acc),
              k0,
              k0 + 18,
              p.part(top, 12, 24, 0, 4),
              p.all(rest),
              p.part(weights, k0, k0 + 18, 0, 8));
        }
      }
      p.vector(
          List.of(
              p.stage("conv", DRAIN, region(r0, r0 + 18, 0, 8)),
              p.stage("sum", COMPUTE, region(r0, r0 + 18, 0, 8))),
          List.of(p.all(acc), p.all(bias), p.part(residual, r0, r0 + 18, 0, 8)),
          List.of(p.part(stored, r0, r0 + 18, 0, 8)));
    }
    int last = p.fetch("lw", "y");
    int acc = p.sums("y", region(0, 36, 0, 5));
    p.array("y", Dataflow.INPUT_STATIONARY, p.all(acc), 0, 8, p.all(stored), p.all(last));
    int out = p.place("y");
    p.vector(
        List.of(p.stage("y", DRAIN, region(0, 36, 0, 5))),
        List.of(p.all(acc)),
        List.of(p.all(out)));
    p.store(out, "y", Traffic.OUTPUTS);
    return run("conv-add-linear", graph, p);
  }

  /** Two heads that share one key/value head, keys in two blocks. */
  public static Case attention() {
    GraphBuilder g = new GraphBuilder("attention");
    Value q = g.input("q", TensorType.rowMajor(1, 6, 8));
    Value k = g.input("k", TensorType.rowMajor(1, 10, 4));
    Value v = g.input("v", TensorType.rowMajor(1, 10, 4));
    g.output(g.add("att", "", new Attention(2, 1, 4, 4, false), q, k, v));
    Graph graph = g.build();

    ProgramBuilder p = program(graph);
    int queries = p.fetch("q", "att");
    int keys = p.fetch("k", "att");
    int values = p.fetch("v", "att");
    int out = p.place("att");
    for (int head = 0; head < 2; head++) {
      int r0 = head * 6;
      int c0 = head * 4;
      int sums = p.sums("att", region(0, 6, c0, c0 + 4));
      for (int block = 0; block < 2; block++) {
        int k0 = block * 5;
        int scores = p.sums("att.scores", region(r0, r0 + 6, k0, k0 + 5));
        p.array(
            "att",
            OS,
            p.all(scores),
            0,
            4,
            p.part(queries, 0, 6, c0, c0 + 4),
            p.part(keys, k0, k0 + 5, 0, 4));
        int probabilities = p.place("att.probabilities", region(r0, r0 + 6, k0, k0 + 5));
        p.vector(
            List.of(p.stage("att", SOFTMAX, region(r0, r0 + 6, k0, k0 + 5))),
            List.of(p.all(scores)),
            List.of(p.all(probabilities)));
        if (block > 0) {
          p.vector(
              List.of(p.stage("att", RESCALE, region(0, 6, c0, c0 + 4))),
              List.of(p.all(sums)),
              List.of(p.all(sums)));
        }
        p.array(
            "att",
            WS,
            p.all(sums),
            k0,
            k0 + 5,
            p.all(probabilities),
            p.part(values, k0, k0 + 5, 0, 4));
      }
      p.vector(
          List.of(p.stage("att", DRAIN, region(0, 6, c0, c0 + 4))),
          List.of(p.all(sums)),
          List.of(p.part(out, 0, 6, c0, c0 + 4)));
    }
    p.store(out, "att", Traffic.OUTPUTS);
    return run("attention", graph, p);
  }

  /** A convolution whose drain takes the statistics of the group norm behind it. */
  public static Case groupNorm() {
    GraphBuilder g = new GraphBuilder("group_norm");
    Value x = g.input("x", TensorType.image(1, 4, 4, 4));
    Value c = g.add("conv", "", conv(1, 0, 1), x, GraphBuilder.parameter("w", 8, 4, 1, 1));
    Value n =
        g.add(
            "norm",
            "",
            Normalization.group(2),
            c,
            GraphBuilder.parameter("scale", 8),
            GraphBuilder.parameter("shift", 8));
    g.output(g.add("act", "", new Unary(Unary.Function.SILU), n));
    Graph graph = g.build();

    ProgramBuilder p = program(graph);
    int image = p.fetch("x", "conv");
    int weights = p.fetch("w", "conv");
    int scale = p.fetch("scale", "norm");
    int shift = p.fetch("shift", "norm");
    int middle = p.place("conv");
    int out = p.place("act");
    int[] statistics = new int[2];
    for (int half = 0; half < 2; half++) {
      int r0 = half * 8;
      int acc = p.sums("conv", region(r0, r0 + 8, 0, 8));
      p.array("conv", WS, p.all(acc), 0, 4, p.part(image, r0, r0 + 8, 0, 4), p.all(weights));
      statistics[half] =
          p.vector(
              List.of(
                  p.stage("conv", DRAIN, region(r0, r0 + 8, 0, 8)),
                  p.stage("norm", STATISTICS, region(r0, r0 + 8, 0, 8))),
              List.of(p.all(acc)),
              List.of(p.part(middle, r0, r0 + 8, 0, 8)));
    }
    for (int half = 0; half < 2; half++) {
      int c0 = half * 4;
      p.vector(
          List.of(
              p.stage("norm", COMPUTE, region(0, 16, c0, c0 + 4)),
              p.stage("act", COMPUTE, region(0, 16, c0, c0 + 4))),
          List.of(
              p.part(middle, 0, 16, c0, c0 + 4),
              p.part(scale, 0, 1, c0, c0 + 4),
              p.part(shift, 0, 1, c0, c0 + 4)),
          List.of(p.part(out, 0, 16, c0, c0 + 4)),
          List.of(statistics[0], statistics[1]));
    }
    p.store(out, "act", Traffic.OUTPUTS);
    return run("group-norm", graph, p);
  }

  /** A tensor that goes to DRAM and comes back in two parts. */
  public static Case spill() {
    GraphBuilder g = new GraphBuilder("spill");
    Value x = g.input("x", TensorType.rowMajor(16, 8));
    Value a = act(g, "a", x);
    Value b = g.add("b", "", new Unary(Unary.Function.EXP), a);
    g.output(g.add("y", "", new Binary(Binary.Function.MULTIPLY), b, a));
    Graph graph = g.build();

    ProgramBuilder p = program(graph);
    int image = p.fetch("x", "a");
    int first = p.place("a");
    p.vector(
        List.of(p.stage("a", COMPUTE, p.whole("a"))), List.of(p.all(image)), List.of(p.all(first)));
    p.store(first, "a", Traffic.SPILL_WRITE);
    int middle = p.place("b");
    p.vector(
        List.of(p.stage("b", COMPUTE, p.whole("b"))),
        List.of(p.all(first)),
        List.of(p.all(middle)));
    for (int half = 0; half < 2; half++) {
      int r0 = half * 8;
      int back = p.fetch("a", region(r0, r0 + 8, 0, 8), "y");
      int out = p.place("y", region(r0, r0 + 8, 0, 8));
      p.vector(
          List.of(p.stage("y", COMPUTE, region(r0, r0 + 8, 0, 8))),
          List.of(p.part(middle, r0, r0 + 8, 0, 8), p.all(back)),
          List.of(p.all(out)));
      p.store(out, "y", Traffic.OUTPUTS);
    }
    return run("spill", graph, p);
  }

  /** A convolution that is computed a second time for its far reader. */
  public static Case recompute() {
    GraphBuilder g = new GraphBuilder("recompute");
    Value x = g.input("x", TensorType.image(1, 4, 4, 4));
    Value w = GraphBuilder.parameter("w", 4, 4, 1, 1);
    Value c = g.add("conv", "", conv(1, 0, 1), x, w);
    Value a = act(g, "a", c);
    Value y = g.add("y", "", new Binary(Binary.Function.ADD), a, c);
    g.output(y);
    Graph model = g.build();
    Node conv = model.nodes().get(0);
    Value again = new Value("conv#2", c.type(), c.kind());
    Node copy = new Node("conv#2", conv.block(), conv.op(), conv.inputs(), ImmutableList.of(again));
    Node sum = model.nodes().get(2);
    Graph scheduled =
        new Graph(
            model.name(),
            model.inputs(),
            model.outputs(),
            List.of(
                conv,
                model.nodes().get(1),
                copy,
                new Node(
                    sum.name(), sum.block(), sum.op(), ImmutableList.of(a, again), sum.outputs())));

    ProgramBuilder p =
        new ProgramBuilder(scheduled, ImmutableMap.of("conv#2", "conv"), Precision.W8A8);
    int middle = p.place("a");
    for (String node : List.of("conv", "conv#2")) {
      int image = p.fetch("x", node);
      int weights = p.fetch("w", node);
      int acc = p.sums(node, region(0, 16, 0, 4));
      p.array(node, WS, p.all(acc), 0, 4, p.all(image), p.all(weights));
      if (node.equals("conv")) {
        p.vector(
            List.of(p.stage(node, DRAIN, p.whole(node)), p.stage("a", COMPUTE, p.whole("a"))),
            List.of(p.all(acc)),
            List.of(p.all(middle)));
      } else {
        int out = p.place("y");
        p.vector(
            List.of(p.stage(node, DRAIN, p.whole(node)), p.stage("y", COMPUTE, p.whole("y"))),
            List.of(p.all(acc), p.all(middle)),
            List.of(p.all(out)));
        p.store(out, "y", Traffic.OUTPUTS);
      }
    }
    return run("recompute", model, p);
  }

  /** Concatenated channels, a resize, a pool, and a gated unit behind a linear layer. */
  public static Case views() {
    GraphBuilder g = new GraphBuilder("views");
    Value a = g.input("a", TensorType.image(1, 4, 4, 4));
    Value b = g.input("b", TensorType.image(1, 2, 2, 2));
    Value up = g.add("up", "", new Resize(Resize.Filter.NEAREST, 4, 4), b);
    Value joined = g.add("joined", "", new Concat(1), a, up);
    Value pool =
        g.add(
            "pool",
            "",
            new Pool(Pool.Function.MAX, Window.of(3, 2, 1), Window.of(3, 2, 1)),
            joined);
    Value tokens = g.add("tokens", "", new Reshape(TensorType.rowMajor(1, 4, 6)), pool);
    Value wide = g.add("wide", "", new Linear(), tokens, GraphBuilder.parameter("w", 8, 6));
    g.output(g.add("y", "", new Gated(Unary.Function.GELU, true), wide));
    Graph graph = g.build();

    ProgramBuilder p = program(graph);
    int small = p.fetch("b", "up");
    int image = p.fetch("a", "pool");
    int large = p.place("up");
    p.vector(
        List.of(p.stage("up", COMPUTE, p.whole("up"))),
        List.of(p.all(small)),
        List.of(p.all(large)));
    int pooled = p.place("pool");
    p.vector(
        List.of(p.stage("pool", COMPUTE, region(0, 2, 0, 6))),
        List.of(p.part(image, 0, 8, 0, 4), p.part(large, 0, 8, 0, 2)),
        List.of(p.part(pooled, 0, 2, 0, 6)));
    p.vector(
        List.of(p.stage("pool", COMPUTE, region(2, 4, 0, 6))),
        List.of(p.part(image, 4, 16, 0, 4), p.part(large, 4, 16, 0, 2)),
        List.of(p.part(pooled, 2, 4, 0, 6)));
    int weights = p.fetch("w", "wide");
    int left = p.sums("wide", region(0, 4, 0, 4));
    int right = p.sums("wide", region(0, 4, 4, 8));
    p.array("wide", WS, p.all(left), 0, 6, p.all(pooled), p.part(weights, 0, 6, 0, 4));
    p.array("wide", WS, p.all(right), 0, 6, p.all(pooled), p.part(weights, 0, 6, 4, 8));
    int out = p.place("y");
    p.vector(
        List.of(
            p.stage("wide", DRAIN, region(0, 4, 0, 4)),
            p.stage("wide", DRAIN, region(0, 4, 4, 8)),
            p.stage("y", COMPUTE, p.whole("y"))),
        List.of(p.all(left), p.all(right)),
        List.of(p.all(out)));
    p.store(out, "y", Traffic.OUTPUTS);
    return run("views", graph, p);
  }

  /** A grouped convolution on the array and a depthwise one on the vector unit, at w4a16. */
  public static Case groups() {
    GraphBuilder g = new GraphBuilder("groups");
    Value x = g.input("x", TensorType.image(1, 8, 4, 4));
    Value d = g.add("deep", "", conv(3, 1, 8), x, GraphBuilder.parameter("dw", 8, 1, 3, 3));
    g.output(g.add("y", "", conv(1, 0, 2), d, GraphBuilder.parameter("w", 6, 4, 1, 1)));
    Graph graph = g.build();

    ProgramBuilder p = new ProgramBuilder(graph, ImmutableMap.of(), Precision.parse("w4a16"));
    int image = p.fetch("x", "deep");
    int taps = p.fetch("dw", "deep");
    int middle = p.place("deep");
    p.vector(
        List.of(p.stage("deep", COMPUTE, p.whole("deep"))),
        List.of(p.all(image), p.all(taps)),
        List.of(p.all(middle)));
    int weights = p.fetch("w", "y");
    int acc = p.sums("y", p.whole("y"));
    p.array("y", OS, 2, p.all(acc), 0, 4, p.all(middle), p.all(weights));
    int out = p.place("y");
    p.vector(List.of(p.stage("y", DRAIN, p.whole("y"))), List.of(p.all(acc)), List.of(p.all(out)));
    p.store(out, "y", Traffic.OUTPUTS);
    return run("groups", graph, p);
  }
}
