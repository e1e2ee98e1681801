package dev.npusim.npu.check;

import dev.npusim.ir.Precision;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.hardware.MemorySpec;
import dev.npusim.npu.hardware.WeightMemory;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Residencies lie inside their memory and never share bytes while live: a sweep over time with the
 * live address ranges in a tree, O(n log n).
 */
final class PlacementCheck {
  private final Run run;

  /**
   * Per residency: from the issue of its first access to the completion of its last; what is pinned
   * stays to the end of the run.
   */
  final long[] begin;

  final long[] end;

  PlacementCheck(Run run) {
    this.run = run;
    int size = run.program().residencies().size();
    begin = new long[size];
    end = new long[size];
    Arrays.fill(begin, Long.MAX_VALUE);
    for (Instruction instruction : run.program().instructions()) {
      touch(instruction, instruction.reads());
      touch(instruction, instruction.writes());
    }
    if (!run.program().pinned().isEmpty()) {
      long last = run.log().done().stream().max().orElse(0);
      for (int id : run.program().pinned()) {
        end[id] = last;
      }
    }
    for (int id = 0; id < size; id++) {
      begin[id] = Math.min(begin[id], end[id]);
    }
  }

  private void touch(Instruction instruction, List<Access> accesses) {
    for (Access access : accesses) {
      int id = access.residency();
      begin[id] = Math.min(begin[id], run.log().issue().get(instruction.id()));
      end[id] = Math.max(end[id], run.log().done().get(instruction.id()));
    }
  }

  void check() {
    for (Residency residency : run.program().residencies()) {
      int id = residency.id();
      place(residency);
      String name = "residency " + id + " of " + tensor(residency).name();
      run.findings()
          .equal(Kind.LIFETIME, "begin of " + name, run.log().residencyBegin().get(id), begin[id]);
      run.findings()
          .equal(Kind.LIFETIME, "end of " + name, run.log().residencyEnd().get(id), end[id]);
    }
    for (Memory memory : Memory.values()) {
      sweep(memory);
    }
    weightMemory();
  }

  /** Whole weights and nothing else, no more than there is room for. */
  private void weightMemory() {
    long bytes = 0;
    for (int id : run.program().inWeightMemory()) {
      Tensor tensor = run.program().tensors().get(id);
      if (tensor.role() != Tensor.Role.WEIGHT) {
        run.findings()
            .add(Kind.PLACEMENT, tensor.name() + " is in the weight memory, but no weight");
      }
      bytes = Math.addExact(bytes, Durations.stored(tensor, tensor.whole()));
    }
    long size = run.npu().weightMemory().map(WeightMemory::sizeBytes).orElse(0L);
    if (bytes > size) {
      run.findings()
          .add(
              Kind.PLACEMENT,
              "weights of " + bytes + " B are in the weight memory, which has " + size + " B");
    }
  }

  private void place(Residency residency) {
    boolean accumulator = residency.memory() == Memory.ACCUMULATOR;
    MemorySpec memory = accumulator ? run.npu().accumulator() : run.npu().sram();
    long elements = residency.region().elements();
    long needed =
        accumulator
            ? elements * Precision.PARTIAL_SUM_BYTES
            : Durations.stored(tensor(residency), residency.region());
    String problem = null;
    int cores = accumulator ? run.npu().cores() : 1;
    // Of its core's accumulator.
    long within =
        residency.address() / memory.sizeBytes() < cores
            ? residency.address() % memory.sizeBytes()
            : residency.address();
    if (residency.address() < 0 || residency.address() % Residency.ALIGNMENT != 0) {
      problem = "begins at " + residency.address();
    } else if (residency.bytes() < needed) {
      problem = "has " + residency.bytes() + " B for " + needed;
    } else if (residency.bytes() > memory.sizeBytes() - within) {
      problem = "ends beyond the " + memory.sizeBytes() + " B of " + memory.name();
    }
    if (problem != null) {
      run.findings().add(Kind.PLACEMENT, name(residency) + " " + problem);
    }
  }

  private void sweep(Memory memory) {
    List<Residency> claims = new ArrayList<>();
    for (Residency residency : run.program().residencies()) {
      if (residency.memory() == memory && begin[residency.id()] < end[residency.id()]) {
        claims.add(residency);
      }
    }
    List<Residency> releases = new ArrayList<>(claims);
    claims.sort(Comparator.comparingLong(residency -> begin[residency.id()]));
    releases.sort(Comparator.comparingLong(residency -> end[residency.id()]));
    TreeMap<Long, Residency> live = new TreeMap<>();
    int released = 0;
    for (Residency residency : claims) {
      // What ends now is gone before what begins now.
      while (end[releases.get(released).id()] <= begin[residency.id()]) {
        Residency gone = releases.get(released++);
        live.remove(gone.address(), gone);
      }
      overlap(live.floorEntry(residency.address()), residency);
      overlap(live.higherEntry(residency.address()), residency);
      live.put(residency.address(), residency);
    }
  }

  private void overlap(Map.@Nullable Entry<Long, Residency> entry, Residency residency) {
    if (entry == null) {
      return;
    }
    Residency other = entry.getValue();
    long from = Math.max(other.address(), residency.address());
    long to = Math.min(other.address() + other.bytes(), residency.address() + residency.bytes());
    if (from < to) {
      run.findings()
          .add(
              Kind.OVERLAP,
              name(residency)
                  + " and "
                  + name(other)
                  + " share "
                  + (to - from)
                  + " B at "
                  + from
                  + " from cycle "
                  + begin[residency.id()]);
    }
  }

  private Tensor tensor(Residency residency) {
    return run.program().tensors().get(residency.tensor());
  }

  private String name(Residency residency) {
    return "residency " + residency.id() + " (" + tensor(residency).name() + ")";
  }
}
