package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.program.Tensor.Role;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Transfers move the bytes they say, from where the data is, for the purpose they state. */
final class TransferCheck {
  private final Run run;
  private final ReplayMemory memory;

  /** Parts of tensors that are graph outputs. */
  private final List<Piece> outputs = new ArrayList<>();

  private final Set<Integer> outputTensors = new HashSet<>();

  TransferCheck(Run run, Roots roots, ReplayMemory memory) {
    this.run = run;
    this.memory = memory;
    for (Value output : run.graph().outputs()) {
      roots.resolve(output, output.type().wholeRegion(), outputs);
    }
    for (Piece piece : outputs) {
      outputTensors.add(piece.tensor());
    }
  }

  void issued(Transfer transfer) {
    Tensor tensor = run.tensor(transfer.onChip());
    long bytes = Durations.stored(run, transfer.onChip());
    if (transfer.bytes() != bytes) {
      report(Kind.TRANSFER, transfer, "moves " + transfer.bytes() + " B, the region has " + bytes);
    }
    if (run.residency(transfer.onChip()).memory() != Memory.SRAM) {
      report(Kind.TRANSFER, transfer, "moves partial sums");
    }
    if (tensor.role() == Role.SCRATCH) {
      report(Kind.DRAM, transfer, "moves what never leaves the chip");
    } else if (!isFor(transfer, tensor)) {
      report(Kind.TRANSFER, transfer, "is counted as " + transfer.traffic());
    }
    if (transfer.fromDram()) {
      Region missing = memory.missingInDram(tensor.id(), transfer.onChip().region());
      if (missing != null) {
        report(Kind.DRAM, transfer, "fetches " + missing + ", which is not in DRAM");
      }
    } else {
      memory.read(transfer, transfer.onChip());
    }
  }

  void done(Transfer transfer) {
    if (transfer.fromDram()) {
      memory.write(transfer, transfer.onChip());
    } else {
      memory.store(transfer.onChip());
    }
  }

  private boolean isFor(Transfer transfer, Tensor tensor) {
    Traffic traffic = transfer.traffic();
    if (transfer.fromDram()) {
      return switch (tensor.role()) {
        case WEIGHT -> traffic == Traffic.WEIGHTS;
        case INPUT -> traffic == Traffic.INPUTS;
        case ACTIVATION -> traffic == Traffic.SPILL_READ;
        case SCRATCH -> false;
      };
    }
    return tensor.role() == Role.ACTIVATION
        && (traffic == Traffic.SPILL_WRITE
            || (traffic == Traffic.OUTPUTS && outputTensors.contains(tensor.id())));
  }

  /** At the end of the run: the graph's outputs are in DRAM. */
  void check() {
    for (Piece piece : outputs) {
      Region missing = memory.missingInDram(piece.tensor(), piece.region());
      if (missing != null) {
        run.findings()
            .add(
                Kind.OUTPUT,
                "graph output "
                    + run.program().tensors().get(piece.tensor()).name()
                    + " "
                    + missing
                    + " is not in DRAM at the end");
      }
    }
  }

  private void report(Kind kind, Transfer transfer, String what) {
    run.findings()
        .add(kind, run.name(transfer) + " of " + run.name(transfer.onChip()) + " " + what);
  }
}
