package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.KvCache;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.List;
import java.util.function.Supplier;

/** Ids, counts and regions fit together; every other check relies on it. */
final class StructureCheck {
  private final Run run;

  StructureCheck(Run run) {
    this.run = run;
  }

  void check() {
    Program program = run.program();
    checkLog(run.log());
    for (int id = 0; id < program.tensors().size(); id++) {
      Tensor tensor = program.tensors().get(id);
      require(tensor.id() == id, "tensor " + id + " calls itself " + tensor.id());
      require(
          isMatrix(tensor), "tensor " + id + " is of " + tensor.rows() + " x " + tensor.columns());
    }
    for (int id = 0; id < program.residencies().size(); id++) {
      Residency residency = program.residencies().get(id);
      String name = "residency " + id;
      require(residency.id() == id, name + " calls itself " + residency.id());
      if (require(within(residency.tensor(), program.tensors()), name + " is of no tensor")) {
        Tensor tensor = program.tensors().get(residency.tensor());
        require(
            isMatrix(tensor)
                && tensor.whole().contains(residency.region())
                && !residency.region().isEmpty(),
            name + " holds " + residency.region() + ", not a part of " + tensor.name());
      }
    }
    require(
        program.inWeightMemory().isEmpty() || run.npu().weightMemory().isPresent(),
        "weights in a weight memory that the chip does not have");
    for (int tensor : program.inWeightMemory()) {
      require(within(tensor, program.tensors()), "no tensor " + tensor + " in the weight memory");
    }
    for (int residency : program.pinned()) {
      if (require(
          within(residency, program.residencies()), "no residency " + residency + " to pin")) {
        Residency pinned = program.residencies().get(residency);
        require(
            pinned.memory() == Residency.Memory.SRAM
                && within(pinned.tensor(), program.tensors())
                && stays(program.tensors().get(pinned.tensor())),
            "residency " + residency + " is pinned and holds neither weights nor a cache in SRAM");
      }
    }
    for (int id = 0; id < program.instructions().size(); id++) {
      checkInstruction(program.instructions().get(id), id);
    }
  }

  private static boolean isMatrix(Tensor tensor) {
    return tensor.rows() >= 0 && tensor.columns() >= 0;
  }

  /** Whether a tensor has the same contents in each of several runs. */
  private boolean stays(Tensor tensor) {
    return tensor.role() == Tensor.Role.WEIGHT
        || KvCache.states(run.graph()).stream()
            .anyMatch(state -> state.name().equals(tensor.name()));
  }

  private void checkLog(Execution log) {
    int instructions = log.program().instructions().size();
    int residencies = log.program().residencies().size();
    int uses = Residency.Use.values().length;
    length("issue times", log.issue(), instructions);
    length("start times", log.start(), instructions);
    length("busy ends", log.busyEnd(), instructions);
    length("completion times", log.done(), instructions);
    length("residency begins", log.residencyBegin(), residencies);
    length("residency ends", log.residencyEnd(), residencies);
    require(
        log.layers().size() == log.program().graph().nodes().size(),
        log.layers().size() + " layers for " + log.program().graph().nodes().size() + " nodes");
    for (int node = 0; node < log.layers().size(); node++) {
      LayerActivity layer = log.layers().get(node);
      require(layer.node() == node, "layer " + node + " says it is node " + layer.node());
      length("SRAM bytes by use of layer " + node, layer.sramByUse(), uses);
    }
    require(log.occupancy().steps() > 0, "an occupancy without steps");
    require(log.occupancy().bytesByUse().size() == uses, "occupancy of other uses");
    for (ImmutableLongArray bytes : log.occupancy().bytesByUse()) {
      length("occupancy", bytes, log.occupancy().steps());
    }
  }

  private void checkInstruction(Instruction instruction, int id) {
    require(instruction.id() == id, () -> name(id) + " calls itself " + instruction.id());
    require(within(instruction.layer(), run.graph().nodes()), () -> name(id) + " is for no node");
    for (int i = 0; i < instruction.after().length(); i++) {
      int before = instruction.after().get(i);
      require(
          before >= 0 && before < id,
          () -> name(id) + " waits for " + before + ", not an earlier one");
    }
    for (Access access : instruction.reads()) {
      checkAccess(access, id);
    }
    for (Access access : instruction.writes()) {
      checkAccess(access, id);
    }
    int core = Cores.of(instruction);
    require(
        core >= 0 && core < run.npu().cores(),
        () -> name(id) + " is for core " + core + " of " + run.npu().cores());
    if (instruction instanceof Transfer transfer) {
      require(
          transfer.channel() >= 0 && transfer.channel() < run.npu().dma().channels(),
          () ->
              name(id)
                  + " uses channel "
                  + transfer.channel()
                  + " of "
                  + run.npu().dma().channels());
    } else if (instruction instanceof ArrayTile tile) {
      require(
          tile.batch() > 0 && tile.m() > 0 && tile.n() > 0 && tile.k() > 0,
          () -> name(id) + " is a product of " + tile.m() + " x " + tile.n() + " x " + tile.k());
      require(tile.reductionBegin() >= 0, () -> name(id) + " begins before its reduction");
    } else if (instruction instanceof VectorTile tile) {
      require(!tile.stages().isEmpty(), () -> name(id) + " has no stages");
      for (Stage stage : tile.stages()) {
        require(
            within(stage.layer(), run.graph().nodes()),
            () -> name(id) + " has a stage for no node");
        require(stage.laneOps() >= 0 && stage.macs() >= 0, () -> name(id) + " has negative work");
      }
    }
  }

  private void checkAccess(Access access, int id) {
    if (require(
        within(access.residency(), run.program().residencies()),
        () -> name(id) + " accesses residency " + access.residency() + ", which there is not")) {
      Residency residency = run.program().residencies().get(access.residency());
      require(
          residency.region().contains(access.region()) && !access.region().isEmpty(),
          () ->
              name(id)
                  + " accesses "
                  + access.region()
                  + " of residency "
                  + access.residency()
                  + ", which holds "
                  + residency.region());
    }
  }

  private static String name(int id) {
    return "instruction " + id;
  }

  private void length(String what, ImmutableLongArray array, int expected) {
    require(array.length() == expected, array.length() + " " + what + " instead of " + expected);
  }

  private static boolean within(int index, List<?> list) {
    return index >= 0 && index < list.size();
  }

  private boolean require(boolean condition, String message) {
    return require(condition, () -> message);
  }

  /** For what is asked of every instruction: making the message takes longer than asking. */
  private boolean require(boolean condition, Supplier<String> message) {
    if (!condition) {
      run.findings().add(Kind.STRUCTURE, message.get());
    }
    return condition;
  }
}
