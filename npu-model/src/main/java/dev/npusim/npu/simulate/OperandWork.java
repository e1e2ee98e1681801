package dev.npusim.npu.simulate;

import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.cost.InstructionCost;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Repeated;
import java.util.HashMap;
import java.util.Map;

/**
 * What the operands' formats and zeros cost and saved in a run.
 *
 * @param executedMacs of the model's own operations, without those that structured weights leave
 *     out
 * @param dequantizationLaneOps that widened weights, again and again where they pass again
 * @param dequantizationCycles of the vector unit's busy cycles that this took
 * @param dequantizationJoules of the lane operations; the widened weights' way through the SRAM is
 *     part of its energy
 * @param gatedJoules of MACs that were not spent because an activation was zero
 */
public record OperandWork(
    long executedMacs,
    long dequantizationLaneOps,
    long dequantizationCycles,
    double dequantizationJoules,
    double gatedJoules) {
  private static final double PJ = 1e-12;

  public static OperandWork of(Execution execution) {
    Program program = execution.program();
    InstructionCost cost = new InstructionCost(execution.npu(), program);
    Map<String, Long> executed = new HashMap<>();
    long laneOps = 0;
    double cycles = 0;
    double gated = 0;
    for (Instruction instruction : program.instructions()) {
      var node = program.graph().nodes().get(instruction.layer());
      if (instruction instanceof ArrayTile tile) {
        executed.merge(node.name(), cost.macs(tile), Math::addExact);
        gated +=
            cost.macs(tile)
                * Formats.gatedShare(node, program.precision())
                * macPj(execution, Formats.macFormat(node.op(), program.precision()));
      } else if (instruction instanceof VectorTile tile) {
        int id = tile.id();
        long busy = execution.busyEnd().get(id) - execution.start().get(id);
        for (Stage stage : tile.stages()) {
          String name = program.graph().nodes().get(stage.layer()).name();
          executed.merge(name, stage.macs(), Math::addExact);
          if (stage.kind() == Stage.Kind.DEQUANTIZE) {
            laneOps = Math.addExact(laneOps, stage.laneOps());
            cycles += (double) busy * stage.laneOps() / Math.max(1, tile.laneOps());
          }
        }
      }
    }
    Repeated repeated = new Repeated(program);
    long macs = 0;
    for (Map.Entry<String, Long> node : executed.entrySet()) {
      long again = repeated.of(node.getKey(), node.getValue());
      macs = Math.addExact(macs, node.getValue() - again);
    }
    return new OperandWork(
        macs,
        laneOps,
        Math.round(cycles),
        laneOps * execution.npu().energy().lanePj().value() * PJ,
        gated * PJ);
  }

  /** Of the array's MACs in the format of convolutions and linear layers, over the whole run. */
  public double macUtilization(Execution execution) {
    Npu npu = execution.npu();
    String format = npu.array().runsAs(execution.program().precision().macFormat());
    double capacity = npu.peakMacsPerCycle(format) * execution.cycles();
    return capacity > 0 ? executedMacs / capacity : 0;
  }

  private static double macPj(Execution execution, String format) {
    var constant = execution.npu().energy().macPj().get(execution.npu().array().runsAs(format));
    return constant == null ? 0 : constant.value();
  }
}
