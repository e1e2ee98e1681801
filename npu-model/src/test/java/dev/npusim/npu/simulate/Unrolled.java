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
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.function.IntUnaryOperator;

/** The long way: programs written out one after the other, every wait between them spelt out. */
public final class Unrolled {
  private Unrolled() {}

  /** One program several times. */
  public static Program of(Program once, int count) {
    return of(Collections.nCopies(count, once));
  }

  /**
   * Programs that keep the same things at the same addresses, or none; what fills those runs in the
   * first alone. Layers are those of the program that has most.
   */
  public static Program of(List<Program> programs) {
    Program first = programs.get(0);
    List<Integer> pinned = first.pinned().stream().sorted().toList();
    ImmutableList.Builder<Instruction> instructions = ImmutableList.builder();
    ImmutableList.Builder<Residency> residencies = ImmutableList.builder();
    ImmutableList.Builder<Tensor> tensors = ImmutableList.builder();
    ImmutableSet.Builder<Integer> inWeightMemory = ImmutableSet.builder();
    int residencyCount = 0;
    int tensorCount = 0;
    int next = 0;
    int[] before = new int[0];
    for (int r = 0; r < programs.size(); r++) {
      Program program = programs.get(r);
      int shift = residencyCount;
      for (Residency x : program.residencies()) {
        residencies.add(
            new Residency(
                residencyCount++,
                x.memory(),
                x.address(),
                x.bytes(),
                x.tensor() + tensorCount,
                x.region(),
                x.use()));
      }
      for (Tensor t : program.tensors()) {
        tensors.add(
            new Tensor(
                t.id() + tensorCount,
                t.name(),
                t.role(),
                t.rows(),
                t.columns(),
                t.bits(),
                t.scaleBytesPerGroup(),
                t.sparsity()));
      }
      for (int id : program.inWeightMemory()) {
        inWeightMemory.add(id + tensorCount);
      }
      tensorCount += program.tensors().size();
      List<Integer> stays = program.pinned().stream().sorted().toList();
      // What is pinned is where the first program put it.
      IntUnaryOperator moved =
          id -> stays.contains(id) ? pinned.get(stays.indexOf(id)) : id + shift;
      int[] ids = new int[program.instructions().size()];
      for (Instruction instruction : program.instructions()) {
        if (r > 0 && program.isOnce(instruction)) {
          ids[instruction.id()] = -1;
          continue;
        }
        ids[instruction.id()] = next++;
        ImmutableIntArray.Builder after = ImmutableIntArray.builder();
        for (int i = 0; i < instruction.after().length(); i++) {
          add(after, ids[instruction.after().get(i)]);
        }
        if (r > 0) {
          for (int other : waits(programs.get(r - 1), program, instruction)) {
            add(after, before[other]);
          }
        }
        instructions.add(copy(instruction, ids[instruction.id()], moved, after.build()));
      }
      before = ids;
    }
    Program longest =
        programs.stream()
            .max(Comparator.comparingInt(program -> program.graph().nodes().size()))
            .orElseThrow();
    return new Program(
        longest.graph(),
        longest.copies(),
        first.precision(),
        tensors.build(),
        residencies.build(),
        instructions.build(),
        inWeightMemory.build(),
        ImmutableSet.of(),
        longest.tiles());
  }

  private static void add(ImmutableIntArray.Builder after, int id) {
    if (id >= 0) {
      after.add(id);
    }
  }

  /** Every instruction of the program before, not only the latest of an engine. */
  private static TreeSet<Integer> waits(Program before, Program now, Instruction instruction) {
    TreeSet<Integer> waits = new TreeSet<>();
    for (Access write : instruction.writes()) {
      Residency mine = now.residencies().get(write.residency());
      for (Instruction other : before.instructions()) {
        for (ImmutableList<Access> accesses : List.of(other.reads(), other.writes())) {
          for (Access access : accesses) {
            Residency theirs = before.residencies().get(access.residency());
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
        && now.tensors().get(now.residencies().get(fetch.onChip().residency()).tensor()).role()
            == Tensor.Role.INPUT) {
      for (Instruction other : before.instructions()) {
        if (other instanceof Transfer store && !store.fromDram()) {
          waits.add(other.id());
        }
      }
    }
    return waits;
  }

  private static Instruction copy(
      Instruction instruction, int id, IntUnaryOperator residencies, ImmutableIntArray after) {
    ImmutableList<Access> reads = moved(instruction.reads(), residencies);
    ImmutableList<Access> writes = moved(instruction.writes(), residencies);
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
          t.core(),
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
    return new VectorTile(id, t.layer(), after, t.core(), t.stages(), reads, writes);
  }

  private static ImmutableList<Access> moved(
      ImmutableList<Access> accesses, IntUnaryOperator residencies) {
    return accesses.stream()
        .map(access -> new Access(residencies.applyAsInt(access.residency()), access.region()))
        .collect(ImmutableList.toImmutableList());
  }
}
