package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;
import dev.npusim.npu.program.Tensor.Role;
import org.jspecify.annotations.Nullable;

/** What every memory holds at the moment the replay has reached. */
final class ReplayMemory {
  private final Run run;

  /** Per residency: what has been written. */
  private final RegionSet[] onChip;

  /** Per accumulator residency: what has been summed. */
  private final PartialSums[] sums;

  /** Per tensor: what is in DRAM. */
  private final RegionSet[] inDram;

  ReplayMemory(Run run) {
    this.run = run;
    int residencies = run.program().residencies().size();
    onChip = new RegionSet[residencies];
    sums = new PartialSums[residencies];
    for (Residency residency : run.program().residencies()) {
      onChip[residency.id()] = new RegionSet();
      sums[residency.id()] = new PartialSums();
    }
    inDram = new RegionSet[run.program().tensors().size()];
    for (Tensor tensor : run.program().tensors()) {
      inDram[tensor.id()] = new RegionSet();
      if (tensor.role() == Role.INPUT || tensor.role() == Role.WEIGHT) {
        inDram[tensor.id()].add(tensor.whole());
      }
    }
  }

  boolean isAccumulator(Access access) {
    return run.residency(access).memory() == Memory.ACCUMULATOR;
  }

  /** Reports what {@code instruction} reads of an SRAM residency before it is there. */
  void read(Instruction instruction, Access access) {
    Region missing = onChip[access.residency()].missing(access.region());
    if (missing != null) {
      run.findings()
          .add(
              Kind.READ,
              run.name(instruction)
                  + " reads "
                  + run.name(access)
                  + ", of which "
                  + missing
                  + " is not written yet");
    }
  }

  /** Takes note of a completed write to an SRAM residency. */
  void write(Instruction instruction, Access access) {
    RegionSet written = onChip[access.residency()];
    Region twice = written.overlap(access.region());
    if (twice != null) {
      run.findings()
          .add(
              Kind.REWRITE,
              run.name(instruction)
                  + " writes "
                  + run.name(access)
                  + ", of which "
                  + twice
                  + " was written before");
    }
    written.add(access.region());
  }

  PartialSums sums(Access access) {
    return sums[access.residency()];
  }

  /** Takes note of a completed write to DRAM. */
  void store(Access access) {
    inDram[run.residency(access).tensor()].add(access.region());
  }

  /** Some part of a tensor's region that is not in DRAM, or null. */
  @Nullable Region missingInDram(int tensor, Region region) {
    return inDram[tensor].missing(region);
  }
}
