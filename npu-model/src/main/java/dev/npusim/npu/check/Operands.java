package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Residency.Memory;
import java.util.ArrayList;
import java.util.List;

/** What one instruction has at hand: its SRAM operands and results still in registers. */
final class Operands {
  private final Run run;
  private final Instruction instruction;
  private final List<Piece> pieces = new ArrayList<>();

  Operands(Run run, Instruction instruction) {
    this.run = run;
    this.instruction = instruction;
    for (Access access : instruction.reads()) {
      if (run.residency(access).memory() == Memory.SRAM) {
        add(run.residency(access).tensor(), access.region());
      }
    }
  }

  void add(int tensor, Region region) {
    pieces.add(new Piece(tensor, region));
  }

  /** Elements at hand of a tensor, without regard to where. */
  long elements(int tensor) {
    RegionSet all = new RegionSet();
    parts(tensor).forEach(all::add);
    return all.elements();
  }

  /** Reports what is needed and not at hand. */
  void require(List<Piece> needed) {
    for (Piece piece : needed) {
      Region missing = RegionSet.missing(piece.region(), parts(piece.tensor()), 0);
      if (missing != null) {
        run.findings()
            .add(
                Kind.OPERAND,
                run.name(instruction)
                    + " needs "
                    + run.program().tensors().get(piece.tensor()).name()
                    + " "
                    + piece.region()
                    + " and does not read "
                    + missing);
      }
    }
  }

  private List<Region> parts(int tensor) {
    List<Region> parts = new ArrayList<>(pieces.size());
    for (Piece piece : pieces) {
      if (piece.tensor() == tensor) {
        parts.add(piece.region());
      }
    }
    return parts;
  }
}
