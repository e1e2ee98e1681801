package dev.npusim.mapper.reference;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.Reduce;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Scheduler;
import dev.npusim.mapper.search.Effort;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.reference.ComparedQuantity;
import dev.npusim.npu.reference.NvdlaPrimer;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Supplier;

/** Whole schedules of ResNet-50 on seven sizes of NVDLA against the vendor's estimates. */
public final class NvdlaSimulatedSet implements ReferenceSet {
  private static final Options OPTIONS =
      new Options(Precision.W8A8, Goal.LATENCY, Effort.FAST, Options.Skips.AUTO, 0);

  /** What the max pooling needs at once; below it, no program exists. */
  private static final int SMALLEST_KIB = 192;

  /**
   * An array.
   *
   * @param rows input channels at once
   * @param columns output channels at once
   */
  private record Shape(int rows, int columns) {}

  /** By MACs. */
  private static final ImmutableMap<Integer, Shape> SHAPES =
      ImmutableMap.of(
          2048, new Shape(64, 32),
          1024, new Shape(64, 16),
          512, new Shape(32, 16),
          256, new Shape(32, 8),
          128, new Shape(16, 8),
          64, new Shape(8, 8),
          32, new Shape(8, 4));

  private final Supplier<Graph> resnet50;

  /**
   * @param resnet50 the model, made when it is needed
   */
  public NvdlaSimulatedSet(Supplier<Graph> resnet50) {
    this.resnet50 = resnet50;
  }

  @Override
  public String name() {
    return "nvdla-simulated";
  }

  @Override
  public String title() {
    return "NVIDIA's estimates, our schedules: ResNet-50 on NVDLA";
  }

  @Override
  public ImmutableList<String> source() {
    return NvdlaPrimer.source();
  }

  @Override
  public ImmutableList<String> assumptions() {
    return ImmutableList.of(
        "Scheduled with effort fast on the preset nvdla-large with the row's MACs, buffer and"
            + " bandwidth; input and output channels at once are those of nv_large,"
            + " nv_medium_1024_full, nv_medium_512, nv_small_256 and nv_small (github.com/nvdla/hw,"
            + " spec/defs), 16 x 8 and 8 x 4 for 128 and 32 MACs are assumptions.",
        "The vendor's estimate has no time for additions and activations, so all sizes have the"
            + " vector unit of the largest, 16 lanes; with the one lane of the presets nvdla-small"
            + " and nvdla-small-256 it is the limit, and rates are about half.",
        "The vendor counts 3x3 convolutions with Winograd's 2.25 times fewer MACs and sustains all"
            + " of the bandwidth; ours has no Winograd and sustains 0.9 of it, but keeps tensors in"
            + " the buffer from one layer to the next.",
        "The global pooling, which the vendor takes as free, is left out: up to it and from it on,"
            + " two schedules whose times are added.");
  }

  @Override
  public ImmutableList<ComparedQuantity> compare() {
    ImmutableList<Graph> parts = parts(resnet50.get());
    ImmutableList<ComparedQuantity.Case> cases =
        NvdlaPrimer.sizes().parallelStream()
            .map(size -> compare(size, parts))
            .collect(ImmutableList.toImmutableList());
    return ImmutableList.of(
        new ComparedQuantity("frame rate", "frames/s", Optional.empty(), cases));
  }

  private static ComparedQuantity.Case compare(NvdlaPrimer.Size size, List<Graph> parts) {
    Npu npu = npu(size);
    ImmutableList<Execution> runs =
        parts.stream()
            .map(part -> Scheduler.schedule(part, npu, OPTIONS).execution())
            .collect(ImmutableList.toImmutableList());
    long cycles = runs.stream().mapToLong(Execution::cycles).sum();
    return new ComparedQuantity.Case(
        size.toString(),
        size.framesPerSecond(),
        npu.clockHz() / cycles,
        cause(size, runs, parts.stream().mapToLong(Graph::parameterCount).sum()));
  }

  /** Where the time goes, as the run counted it. */
  private static String cause(NvdlaPrimer.Size size, List<Execution> runs, long weights) {
    double cycles = runs.stream().mapToLong(Execution::cycles).sum();
    return String.format(
        Locale.ROOT,
        "%sarray busy %.0f %%, DRAM %.0f %%, weights read %.1f times",
        size.bufferKib() < SMALLEST_KIB
            ? "buffer of " + SMALLEST_KIB + " KiB, the least in which the max pooling runs; "
            : "",
        100 * runs.stream().mapToLong(Execution::arrayBusyCycles).sum() / cycles,
        100 * runs.stream().mapToLong(Execution::dramBusyCycles).sum() / cycles,
        runs.stream().mapToLong(run -> run.dramBytes().getOrDefault(Traffic.WEIGHTS, 0L)).sum()
            / (double) weights);
  }

  private static Npu npu(NvdlaPrimer.Size size) {
    Shape shape = SHAPES.get(size.macs());
    if (shape == null) {
      throw new IllegalStateException("no array of " + size.macs() + " MACs");
    }
    return Npus.load(
            "nvdla-large",
            List.of(
                "array.rows=" + shape.rows(),
                "array.columns=" + shape.columns(),
                "sram.size=" + Math.max(SMALLEST_KIB, size.bufferKib()) + "KiB",
                "dram.bandwidth=" + size.dramGbps() + "GB/s"))
        .npu();
  }

  /** What is before the global pooling, and the layer behind it. */
  private static ImmutableList<Graph> parts(Graph model) {
    List<Node> body = new ArrayList<>();
    for (Node node : model.nodes()) {
      if (node.op() instanceof Reduce) {
        break;
      }
      body.add(node);
    }
    Node last = body.get(body.size() - 1);
    Node classifier = model.nodes().get(model.nodes().size() - 1);
    if (body.size() == model.nodes().size() || !(classifier.op() instanceof Linear)) {
      throw new IllegalStateException(
          model.name() + " has no global pooling before its last layer");
    }
    GraphBuilder head = new GraphBuilder(model.name() + "-head");
    Value pooled = head.input("pooled", classifier.input(0).type());
    List<Value> inputs = new ArrayList<>(classifier.inputs());
    inputs.set(0, pooled);
    head.output(
        head.add(
            classifier.name(), classifier.block(), classifier.op(), inputs.toArray(Value[]::new)));
    return ImmutableList.of(
        new Graph(model.name() + "-body", model.inputs(), List.of(last.output()), body),
        head.build());
  }
}
