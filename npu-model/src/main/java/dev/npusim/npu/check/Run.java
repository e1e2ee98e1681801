package dev.npusim.npu.check;

import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;

/** What is being checked, with the look-ups every check needs. */
record Run(Graph model, Execution log, Findings findings) {
  Program program() {
    return log.program();
  }

  Npu npu() {
    return log.npu();
  }

  Graph graph() {
    return log.program().graph();
  }

  Node node(int layer) {
    return graph().nodes().get(layer);
  }

  Residency residency(Access access) {
    return program().residencies().get(access.residency());
  }

  Tensor tensor(Access access) {
    return program().tensors().get(residency(access).tensor());
  }

  /** An instruction as messages name it. */
  String name(Instruction instruction) {
    String unit =
        instruction instanceof ArrayTile
            ? "array"
            : instruction instanceof VectorTile ? "vector" : "transfer";
    return "instruction "
        + instruction.id()
        + " ("
        + unit
        + ", for "
        + node(instruction.layer()).name()
        + ", issued at cycle "
        + log.issue().get(instruction.id())
        + ")";
  }

  /** An access as messages name it. */
  String name(Access access) {
    return tensor(access).name() + " " + access.region() + " in residency " + access.residency();
  }
}
