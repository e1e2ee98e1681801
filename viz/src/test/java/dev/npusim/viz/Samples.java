package dev.npusim.viz;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.View;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.MarginalValues;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.Schedule;
import dev.npusim.mapper.TensorDecision;
import dev.npusim.mapper.TensorDecision.Cost;
import dev.npusim.mapper.TensorDecision.Decision;
import dev.npusim.mapper.TensorDecision.Kind;
import dev.npusim.mapper.bound.Bounds;
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
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Repeater;
import dev.npusim.npu.simulate.Simulator;
import dev.npusim.viz.report.CheckSummary;
import dev.npusim.viz.report.HardwareFacts;
import dev.npusim.viz.report.InspectReport;
import dev.npusim.viz.report.ModelReport;
import dev.npusim.viz.report.RunInputs;
import dev.npusim.viz.report.RunReport;
import dev.npusim.viz.report.WorkloadFacts;
import java.util.Optional;
import java.util.OptionalLong;

/** Reports of made-up schedules. */
public final class Samples {
  private static RunReport tiny;
  private static RunReport unet;

  private Samples() {}

  public static synchronized RunReport tiny() {
    if (tiny == null) {
      tiny = report(SampleModels.tiny(false), SampleModels.tiny(true), 1 << 20, "tiny");
    }
    return tiny;
  }

  public static synchronized RunReport unet() {
    if (unet == null) {
      unet = report(SampleModels.unet(false), SampleModels.unet(true), 400_000, "unet");
    }
    return unet;
  }

  public static Graph unetGraph() {
    return SampleModels.unet(false);
  }

  public static Graph tinyGraph() {
    return SampleModels.tiny(false);
  }

  /** A model before any chip. */
  public static ModelReport model(Graph graph) {
    return ModelReport.of(
        graph,
        new WorkloadFacts(
            graph.name(),
            graph.name() + ".onnx",
            graph.nodes().size(),
            graph.parameterCount(),
            ImmutableList.of()),
        ImmutableList.of(),
        Precision.W8A8);
  }

  /** What {@code inspect} shows of it. */
  public static InspectReport inspect(Graph graph) {
    return new InspectReport(model(graph), null, null, "0.1.0", "npusim inspect " + graph.name());
  }

  static Npu npu() {
    ImmutableSet<MemorySpec.Operand> all = ImmutableSet.copyOf(MemorySpec.Operand.values());
    return new Npu(
        "edge-16tops",
        1e9,
        new ArraySpec(
            64,
            128,
            ArraySpec.Timing.SYSTOLIC,
            ArraySpec.DataflowPolicy.FLEXIBLE,
            true,
            ImmutableMap.of("int8", 1.0, "fp16", 0.5)),
        new VectorSpec(256),
        ImmutableList.of(
            new MemorySpec(Npu.ACCUMULATOR, 256 << 10, 1, 1024, all),
            new MemorySpec("sram", 4 << 20, 16, 256, all)),
        new DramSpec("lpddr5-6400", 51.2e9, 0.8, 64),
        new DmaSpec(2, 100),
        new EnergySpec(
            "7nm",
            ImmutableMap.of(
                "int8", constant(0.07, "pJ/MAC", Status.CITED),
                "fp16", constant(0.34, "pJ/MAC", Status.CITED)),
            constant(0.2, "pJ/op", Status.ASSUMPTION),
            constant(0.1, "pJ/B", Status.DERIVED),
            constant(1.5, "pJ/B", Status.DERIVED),
            constant(1.8, "pJ/B", Status.DERIVED),
            constant(4.0, "pJ/bit", Status.UNVERIFIED),
            constant(0.15, "W", Status.ASSUMPTION)));
  }

  private static Constant constant(double value, String unit, Status status) {
    return new Constant(value, unit, "a table", status);
  }

  public static RunReport report(Graph model, Graph scheduled, long spillFrom, String name) {
    Execution execution = Simulator.run(npu(), SampleProgram.of(scheduled, spillFrom));
    Schedule schedule =
        new Schedule(
            model,
            Options.DEFAULT,
            execution,
            scheduled.nodes().stream()
                .map(Samples::mapping)
                .collect(ImmutableList.toImmutableList()),
            decisions(model, spillFrom),
            ImmutableList.of(
                new Schedule.Candidate(
                    "rule",
                    "fused",
                    1,
                    execution.cycles(),
                    execution.energy().total(),
                    100,
                    50,
                    0,
                    true),
                new Schedule.Candidate(
                    "layer-by-layer", "one by one", 1, -1, Double.NaN, 0, 0, 0, false)),
            ImmutableList.of(),
            new Bounds(
                execution.cycles() * 3 / 4,
                execution.energy().total() / 2,
                (execution.dramReadBytes() + execution.dramWriteBytes()) / 4),
            true,
            Optional.of(
                new MarginalValues(
                    new MarginalValues.Bandwidth(
                        1e9, execution.cycles() * 99 / 100, execution.cycles() * 3 / 4),
                    Optional.of(
                        new MarginalValues.Sram(
                            1 << 20, execution.cycles() * 95 / 100, execution.dramReadBytes(), 0)),
                    Optional.of(new MarginalValues.SpillFree(5 << 20, OptionalLong.of(6 << 20))))));
    return RunReport.of(
        new RunInputs(
            schedule,
            new WorkloadFacts(
                name,
                name + ".onnx",
                model.nodes().size() * 2L,
                model.parameterCount(),
                ImmutableList.of("2 constants were folded")),
            new HardwareFacts(
                JsonNodeFactory.instance.objectNode().put("name", "edge-16tops"),
                "name: edge-16tops\nclock: 1 GHz\n",
                ImmutableList.of("dma.setup: 100 cycles", "sram.banks: 16")),
            new CheckSummary(execution.program().instructions().size(), 0, ImmutableList.of()),
            name.equals("tiny") ? Optional.empty() : Optional.of(Repeater.repeat(execution, 50)),
            "0.1.0",
            "npusim simulate " + name + " --npu edge-16tops --out out"));
  }

  private static LayerMapping mapping(Node node) {
    boolean array = node.op() instanceof Contraction;
    return new LayerMapping(
        node.name(),
        node.name(),
        array ? "array" : node.op() instanceof View ? "view" : "vector",
        array ? Dataflow.WEIGHT_STATIONARY : null,
        array ? 128 : 0,
        array ? 128 : 0,
        array ? 64 : 0,
        array ? 128 : 0,
        array ? "n k | m" : "",
        array ? 0.94 : 0);
  }

  private static ImmutableList<TensorDecision> decisions(Graph graph, long spillFrom) {
    ImmutableList.Builder<TensorDecision> decisions = ImmutableList.builder();
    for (int index = 0; index < graph.nodes().size(); index++) {
      Value value = graph.nodes().get(index).output();
      for (int reader : graph.consumerIndices(value)) {
        if (reader - index > 1) {
          decisions.add(decision(graph, index, reader, spillFrom));
        }
      }
    }
    return decisions.build();
  }

  private static TensorDecision decision(Graph graph, int index, int reader, long spillFrom) {
    Node producer = graph.nodes().get(index);
    Node consumer = graph.nodes().get(reader);
    long bytes = Precision.W8A8.bytes(producer.output());
    Kind kind =
        consumer.op() instanceof Concat
            ? Kind.SKIP
            : consumer.op().kind().equals("add") ? Kind.RESIDUAL : Kind.ACTIVATION;
    Decision decision = Decision.KEEP;
    if (kind == Kind.SKIP) {
      decision =
          producer.name().equals("conv_in")
              ? Decision.RECOMPUTE
              : bytes >= spillFrom ? Decision.SPILL : Decision.PARTIAL;
    }
    long half = decision == Decision.PARTIAL ? bytes / 2 : 0;
    return new TensorDecision(
        producer.output().name(),
        producer.name(),
        consumer.name(),
        kind,
        bytes,
        reader - index,
        decision,
        decision == Decision.KEEP ? bytes : half,
        decision == Decision.SPILL ? bytes : decision == Decision.PARTIAL ? bytes - half : 0,
        decision == Decision.RECOMPUTE ? bytes : 0,
        0,
        (double) producer.macs() / bytes,
        (double) producer.parameters() / bytes,
        producer.parameters(),
        1e-4,
        new Cost(2 * bytes / 40.96e9, 0.25 * bytes / 40.96e9, 2 * bytes * 32e-12, 2 * bytes, 0),
        producer.macs() == 0
            ? new Cost(Double.NaN, Double.NaN, Double.NaN, 0, 0)
            : new Cost(producer.macs() / 8e12, producer.macs() / 16e12, 1e-6, bytes, bytes),
        Optional.empty(),
        "its producer's weights would be read again");
  }
}
