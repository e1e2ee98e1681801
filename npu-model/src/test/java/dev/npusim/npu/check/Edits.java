package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.Execution;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntUnaryOperator;

/** Copies of programs and logs with one thing changed. */
public final class Edits {
  private Edits() {}

  static Program with(Program p, List<Instruction> instructions, List<Residency> residencies) {
    return new Program(
        p.graph(),
        p.copies(),
        p.precision(),
        p.tensors(),
        ImmutableList.copyOf(residencies),
        ImmutableList.copyOf(instructions),
        p.inWeightMemory(),
        p.pinned(),
        p.tiles());
  }

  /** With other residencies, of which others stay from run to run. */
  public static Program with(Program p, List<Residency> residencies, ImmutableSet<Integer> pinned) {
    return new Program(
        p.graph(),
        p.copies(),
        p.precision(),
        p.tensors(),
        ImmutableList.copyOf(residencies),
        p.instructions(),
        p.inWeightMemory(),
        pinned,
        p.tiles());
  }

  /** With one residency at another address. */
  public static Program moved(Program p, Residency residency, long address) {
    return replace(
        p,
        new Residency(
            residency.id(),
            residency.memory(),
            address,
            residency.bytes(),
            residency.tensor(),
            residency.region(),
            residency.use()));
  }

  static Program replace(Program p, Instruction instruction) {
    List<Instruction> all = new ArrayList<>(p.instructions());
    all.set(instruction.id(), instruction);
    return with(p, all, p.residencies());
  }

  static Program replace(Program p, Residency residency) {
    List<Residency> all = new ArrayList<>(p.residencies());
    all.set(residency.id(), residency);
    return with(p, p.instructions(), all);
  }

  /** Without one instruction; those that waited for it no longer do. */
  static Program drop(Program p, int id) {
    List<Instruction> all = new ArrayList<>();
    for (Instruction i : p.instructions()) {
      if (i.id() != id) {
        all.add(renumber(i, all.size(), old -> old == id ? -1 : old > id ? old - 1 : old));
      }
    }
    return with(p, all, p.residencies());
  }

  /** With one instruction a second time, right behind itself. */
  static Program duplicate(Program p, int id) {
    List<Instruction> all = new ArrayList<>();
    for (Instruction i : p.instructions()) {
      IntUnaryOperator moved = old -> old >= id ? old + 1 : old;
      all.add(renumber(i, all.size(), i.id() <= id ? old -> old : moved));
      if (i.id() == id) {
        all.add(renumber(i, all.size(), old -> old));
      }
    }
    return with(p, all, p.residencies());
  }

  private static Instruction renumber(Instruction i, int id, IntUnaryOperator moved) {
    int[] after = i.after().stream().map(moved).filter(old -> old >= 0).toArray();
    return rebuild(i, id, ImmutableIntArray.copyOf(after), i.reads());
  }

  static Instruction after(Instruction i, ImmutableIntArray after) {
    return rebuild(i, i.id(), after, i.reads());
  }

  static Instruction reads(Instruction i, List<Access> reads) {
    return rebuild(i, i.id(), i.after(), reads);
  }

  private static Instruction rebuild(
      Instruction i, int id, ImmutableIntArray after, List<Access> reads) {
    ImmutableList<Access> in = ImmutableList.copyOf(reads);
    if (i instanceof ArrayTile t) {
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
          t.output(),
          in);
    }
    if (i instanceof VectorTile t) {
      return new VectorTile(id, t.layer(), after, t.core(), t.stages(), in, t.writes());
    }
    Transfer t = (Transfer) i;
    return new Transfer(
        id, t.layer(), after, t.channel(), t.fromDram(), t.traffic(), t.onChip(), t.bytes());
  }

  /** The same log with other times. */
  static Execution times(
      Execution e, long[] issue, long[] start, long[] busyEnd, long[] done, long[] residencyEnd) {
    return new Execution(
        e.npu(),
        e.program(),
        ImmutableLongArray.copyOf(issue),
        ImmutableLongArray.copyOf(start),
        ImmutableLongArray.copyOf(busyEnd),
        ImmutableLongArray.copyOf(done),
        e.residencyBegin(),
        ImmutableLongArray.copyOf(residencyEnd),
        e.cycles(),
        e.layers(),
        e.dramBytes(),
        e.dramReadBytes(),
        e.dramWriteBytes(),
        e.macs(),
        e.recomputedMacs(),
        e.stalls(),
        e.energy(),
        e.occupancy(),
        e.peakSramBytes(),
        e.peakSramCycle(),
        e.arrayBusyCycles(),
        e.vectorBusyCycles(),
        e.dramBusyCycles());
  }
}
