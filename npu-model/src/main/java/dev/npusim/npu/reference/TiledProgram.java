package dev.npusim.npu.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Window;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * A run of ONNXim as a program, tile by tile as ONNXim made them: for each output tile, the parts
 * of the reduction one after the other; while the array works on one, DMA fetches the inputs and
 * weights of the next into the other half of the SRAM; what is finished is drained and stored.
 *
 * <p>For its time only: windows of an image are no rectangles of the stored matrix, so regions
 * stand for amounts, and the program cannot be checked against the graph.
 */
final class TiledProgram {
  private static final Precision PRECISION = Precision.W8A8;
  private static final int NONE = -1;

  private final OnnximRun run;
  private final Graph graph;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Residency> residencies = new ArrayList<>();

  /** A part of the reduction of an output tile. */
  private record Step(int rows, int columns, int c0, int c1, long inputBytes, boolean last) {}

  private TiledProgram(OnnximRun run) {
    this.run = run;
    this.graph = graph(run);
  }

  /** The output tiles of one core: every {@code cores}-th, the first one included. */
  static Program of(OnnximRun run) {
    TiledProgram program = new TiledProgram(run);
    program.emit(program.steps());
    return program.build();
  }

  private static Graph graph(OnnximRun run) {
    GraphBuilder g = new GraphBuilder(run.layer());
    if (!run.isConvolution()) {
      Value x = g.input("x", TensorType.rowMajor(run.n(), run.c()));
      g.output(g.add("y", "", new Linear(), x, GraphBuilder.parameter("w", run.m(), run.c())));
      return g.build();
    }
    int pad = (run.kernel() - 1) / 2;
    Window window = Window.of(run.kernel(), run.stride(), pad);
    Value x = g.input("x", TensorType.image(run.n(), run.c(), run.image(), run.image()));
    Value w = GraphBuilder.parameter("w", run.m(), run.c(), run.kernel(), run.kernel());
    g.output(g.add("y", "", new Convolution(window, window, 1), x, w));
    return g.build();
  }

  private List<Step> steps() {
    List<Step> steps = new ArrayList<>();
    OnnximRun.Tile tile = run.tile();
    int outputs = 0;
    for (int n = 0; n < run.n(); n += tile.n()) {
      for (int p = 0; p < run.p(); p += tile.p()) {
        for (int q = 0; q < run.q(); q += tile.q()) {
          for (int m = 0; m < run.m(); m += tile.m()) {
            if (outputs++ % run.cores() == 0) {
              addSteps(steps, n, p, q, m);
            }
          }
        }
      }
    }
    return steps;
  }

  private void addSteps(List<Step> steps, int n, int p, int q, int m) {
    OnnximRun.Tile tile = run.tile();
    int p1 = Math.min(run.p(), p + tile.p());
    int q1 = Math.min(run.q(), q + tile.q());
    int batch = Math.min(run.n(), n + tile.n()) - n;
    long pixels = batch * inputs(p, p1) * inputs(q, q1);
    for (int c = 0; c < run.c(); c += tile.c()) {
      int c1 = Math.min(run.c(), c + tile.c());
      steps.add(
          new Step(
              batch * (p1 - p) * (q1 - q),
              Math.min(run.m(), m + tile.m()) - m,
              c,
              c1,
              pixels * (c1 - c),
              c1 == run.c()));
    }
  }

  /** Rows or columns of the input that outputs of an image need; padding is not fetched. */
  private long inputs(int begin, int end) {
    if (!run.isConvolution()) {
      return 1;
    }
    int pad = (run.kernel() - 1) / 2;
    int first = Math.max(0, begin * run.stride() - pad);
    int last = Math.min(run.image(), (end - 1) * run.stride() - pad + run.kernel());
    return last - first;
  }

  private void emit(List<Step> steps) {
    int[] fetched = new int[steps.size()];
    int[] computed = new int[steps.size()];
    List<Integer> drained = new ArrayList<>();
    int finished = NONE;
    for (int i = 0; i <= steps.size(); i++) {
      if (i < steps.size()) {
        fetched[i] = fetch(steps.get(i), i >= 2 ? computed[i - 2] : NONE);
      }
      if (finished != NONE) {
        store(steps.get(finished), drained.get(drained.size() - 1));
        finished = NONE;
      }
      if (i == 0) {
        continue;
      }
      Step step = steps.get(i - 1);
      // The accumulator has two halves: the last tile but one has left it.
      int free = drained.size() >= 2 ? drained.get(drained.size() - 2) : NONE;
      computed[i - 1] = compute(step, fetched[i - 1], free);
      if (step.last()) {
        drained.add(drain(step, computed[i - 1]));
        finished = i - 1;
      }
    }
    if (finished != NONE) {
      store(steps.get(finished), drained.get(drained.size() - 1));
    }
  }

  /** Inputs and weights; the weights' transfer is the last of the two on the bus. */
  private int fetch(Step step, int after) {
    int channels = step.c1() - step.c0();
    long weights = (long) step.columns() * channels * taps();
    transfer(0, true, Traffic.INPUTS, step.inputBytes(), after);
    return transfer(1, true, Traffic.WEIGHTS, weights, after);
  }

  private void store(Step step, int after) {
    transfer(0, false, Traffic.OUTPUTS, (long) step.rows() * step.columns(), after);
  }

  private int transfer(int channel, boolean fromDram, Traffic traffic, long bytes, int after) {
    int id = instructions.size();
    Access onChip = place(Memory.SRAM, 1, Math.toIntExact(bytes));
    instructions.add(new Transfer(id, 0, after(after), channel, fromDram, traffic, onChip, bytes));
    return id;
  }

  private int compute(Step step, int fetched, int free) {
    int id = instructions.size();
    instructions.add(
        new ArrayTile(
            id,
            0,
            after(fetched, free),
            Dataflow.WEIGHT_STATIONARY,
            1,
            step.rows(),
            step.columns(),
            step.c0() * taps(),
            step.c1() * taps(),
            place(Memory.ACCUMULATOR, step.rows(), step.columns()),
            ImmutableList.of()));
    return id;
  }

  private int drain(Step step, int after) {
    int id = instructions.size();
    Access sums = place(Memory.ACCUMULATOR, step.rows(), step.columns());
    Access result = place(Memory.SRAM, step.rows(), step.columns());
    Stage stage = new Stage(0, Stage.Kind.DRAIN, result.region(), result.region().elements(), 0);
    instructions.add(
        new VectorTile(
            id,
            0,
            after(after),
            ImmutableList.of(stage),
            ImmutableList.of(sums),
            ImmutableList.of(result)));
    return id;
  }

  private Access place(Memory memory, int rows, int columns) {
    int id = residencies.size();
    Region region = new Region(0, rows, 0, columns);
    residencies.add(
        new Residency(id, memory, 0, 4 * region.elements(), 0, region, Residency.Use.WORKSPACE));
    return new Access(id, region);
  }

  private int taps() {
    return run.kernel() * run.kernel();
  }

  private static ImmutableIntArray after(int... instructions) {
    ImmutableIntArray.Builder after = ImmutableIntArray.builder();
    for (int instruction : instructions) {
      if (instruction != NONE) {
        after.add(instruction);
      }
    }
    return after.build();
  }

  private Program build() {
    return new Program(
        graph,
        ImmutableMap.of(),
        PRECISION,
        ImmutableList.of(new Tensor(0, "y", Tensor.Role.ACTIVATION, Integer.MAX_VALUE, 1, 8, 0)),
        ImmutableList.copyOf(residencies),
        ImmutableList.copyOf(instructions));
  }
}
