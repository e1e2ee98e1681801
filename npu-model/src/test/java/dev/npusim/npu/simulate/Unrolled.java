package dev.npusim.npu.simulate;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** The long way: a program written out several times, every wait between repetitions spelt out. */
public final class Unrolled {
  private Unrolled() {}

  public static Program of(Program once, int count) {
    int size = once.instructions().size();
    List<TreeSet<Integer>> waits = new ArrayList<>();
    for (Instruction instruction : once.instructions()) {
      waits.add(waits(once, instruction));
    }
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    ImmutableList.Builder<Residency> residencies = ImmutableList.builder();
    int[] before = new int[size];
    int next = 0;
    for (int r = 0; r < count; r++) {
      int shift = r * once.residencies().size();
      for (Residency x : once.residencies()) {
        residencies.add(
            new Residency(
                x.id() + shift,
                x.memory(),
                x.address(),
                x.bytes(),
                x.tensor(),
                x.region(),
                x.use()));
      }
      int[] ids = before.clone();
      for (Instruction instruction : once.instructions()) {
        if (r > 0 && once.isOnce(instruction)) {
          continue;
        }
        ids[instruction.id()] = next++;
        ImmutableIntArray.Builder after = ImmutableIntArray.builder();
        for (int i = 0; i < instruction.after().length(); i++) {
          after.add(ids[instruction.after().get(i)]);
        }
        if (r > 0) {
          for (int other : waits.get(instruction.id())) {
            after.add(before[other]);
          }
        }
        // What is pinned is where the first repetition put it.
        IntUnaryOperator moved = id -> once.pinned().contains(id) ? id : id + shift;
        instructions.add(copy(instruction, ids[instruction.id()], moved, after.build()));
      }
      before = ids;
    }
    return new Program(
        once.graph(),
        once.copies(),
        once.precision(),
        once.tensors(),
        residencies.build(),
        instructions.build(),
        once.inWeightMemory(),
        ImmutableSet.of(),
        once.tiles());
  }

  /** Every instruction of the repetition before, not only the latest of an engine. */
  private static TreeSet<Integer> waits(Program once, Instruction instruction) {
    TreeSet<Integer> waits = new TreeSet<>();
    for (Access write : instruction.writes()) {
      Residency mine = once.residencies().get(write.residency());
      for (Instruction other : once.instructions()) {
        for (ImmutableList<Access> accesses : List.of(other.reads(), other.writes())) {
          for (Access access : accesses) {
            Residency theirs = once.residencies().get(access.residency());
            if (theirs.memory() == mine.memory()
                && theirs.address() < mine.address() + mine.bytes()
                && mine.address() < theirs.address() + theirs.bytes()) {
              waits.add(other.id());
            }
          }
        }
      }
    }
    if (instruction instanceof Transfer fetch
        && fetch.fromDram()
        && once.tensors().get(once.residencies().get(fetch.onChip().residency()).tensor()).role()
            == Tensor.Role.INPUT) {
      for (Instruction other : once.instructions()) {
        if (other instanceof Transfer store && !store.fromDram()) {
          waits.add(other.id());
        }
      }
    }
    return waits;
  }

  private static Instruction copy(
      Instruction instruction, int id, IntUnaryOperator residencies, ImmutableIntArray after) {
    ImmutableList<Access> reads = shifted(instruction.reads(), residencies);
    ImmutableList<Access> writes = shifted(instruction.writes(), residencies);
    if (instruction instanceof Transfer t) {
      Access access =
          new Access(residencies.applyAsInt(t.onChip().residency()), t.onChip().region());
      return new Transfer(
          id, t.layer(), after, t.channel(), t.fromDram(), t.traffic(), access, t.bytes());
    }
    if (instruction instanceof ArrayTile t) {
      return new ArrayTile(
          id,
          t.layer(),
          after,
          t.dataflow(),
          t.batch(),
          t.m(),
          t.n(),
          t.reductionBegin(),
          t.reductionEnd(),
          writes.get(0),
          reads);
    }
    VectorTile t = (VectorTile) instruction;
    return new VectorTile(id, t.layer(), after, t.stages(), reads, writes);
  }

  private static ImmutableList<Access> shifted(
      ImmutableList<Access> accesses, IntUnaryOperator residencies) {
    return accesses.stream()
        .map(access -> new Access(residencies.applyAsInt(access.residency()), access.region()))
        .collect(ImmutableList.toImmutableList());
  }
}
