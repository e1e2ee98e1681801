package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.Schedule;
import dev.npusim.npu.cost.Launches;
import dev.npusim.npu.hardware.Area;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import dev.npusim.npu.simulate.OperandWork;
import dev.npusim.npu.simulate.PowerProfile;

/** Joins graph, mapping and measurement, layer by layer. */
final class ResultAssembly {
  private final RunInputs inputs;
  private final Schedule schedule;
  private final Execution execution;
  private final Npu npu;
  private final Program program;

  ResultAssembly(RunInputs inputs) {
    this.inputs = inputs;
    this.schedule = inputs.schedule();
    this.execution = schedule.execution();
    this.npu = execution.npu();
    this.program = execution.program();
  }

  Result result() {
    int nodes = program.graph().nodes().size();
    if (schedule.mappings().size() != nodes || execution.layers().size() != nodes) {
      throw new ResultException(
          nodes
              + " nodes, but "
              + schedule.mappings().size()
              + " mappings and "
              + execution.layers().size()
              + " measured layers");
    }
    ImmutableList.Builder<LayerRow> layers = ImmutableList.builder();
    for (int index = 0; index < nodes; index++) {
      layers.add(layer(index));
    }
    ImmutableList<LayerRow> rows = layers.build();
    TiledLayers tiled = new TiledLayers(program, schedule.model().nodes(), rows);
    Precision precision = program.precision();
    String format = npu.array().runsAs(precision.macFormat());
    return new Result(
        inputs.toolVersion(),
        new Result.Workload(
            inputs.workload(),
            schedule.model().macs(),
            macsConvLinear(schedule.model()),
            precision,
            format),
        inputs.hardware().resolved(),
        schedule.options(),
        totals(rows),
        tiled.layers(),
        FuseCosts.added(schedule.tensors(), schedule.model(), npu, precision),
        schedule.marginal(),
        schedule.candidates(),
        schedule.isComplete(),
        schedule.fusedGroups(),
        tiled.tiles(),
        inputs.check(),
        inputs.repetition(),
        inputs.generation().map(GenerationReport::json));
  }

  static long macsConvLinear(Graph graph) {
    return graph.nodes().stream().filter(OpClass::isConvOrLinear).mapToLong(Node::macs).sum();
  }

  private LayerRow layer(int index) {
    Node node = program.graph().nodes().get(index);
    LayerActivity activity = execution.layers().get(index);
    LayerMapping mapping = schedule.mappings().get(index);
    if (!mapping.node().equals(node.name())) {
      throw new ResultException("the mapping of " + node.name() + " is of " + mapping.node());
    }
    String copyOf = program.copies().get(node.name());
    return new LayerRow(
        index,
        node.name(),
        node.block(),
        node.op().kind(),
        OpClass.of(node),
        copyOf,
        copyOf == null ? node.parameters() : 0,
        node.laneOps(),
        activity.chargedCycles() > 0 ? activity.idealArrayCycles() / activity.chargedCycles() : 0,
        activity,
        mapping);
  }

  private Totals.Launches launches() {
    long layers = Launches.of(program).cardinality();
    long run = npu.runLaunchCycles();
    return new Totals.Launches(layers, run, layers * npu.layerLaunchCycles() + run);
  }

  private Totals totals(ImmutableList<LayerRow> rows) {
    OperandWork operands = OperandWork.of(execution);
    PowerProfile power = PowerProfile.of(execution);
    return new Totals(
        execution.cycles(),
        execution.latencySeconds(),
        execution.macs(),
        execution.recomputedMacs(),
        operands.macUtilization(execution),
        execution.dramReadBytes(),
        execution.dramWriteBytes(),
        execution.dramBytes(),
        execution.peakSramBytes(),
        program.wholeLayer(PeakLayer.of(execution, rows)),
        execution.energy(),
        execution.stalls(),
        execution.arrayBusyCycles(),
        execution.vectorBusyCycles(),
        execution.dramBusyCycles(),
        launches(),
        program.weightMemoryBytes(),
        operands,
        new Totals.PeakPower(power.peakWatts(), power.windowCycles()),
        Area.of(npu).total().value(),
        schedule.bounds());
  }
}
