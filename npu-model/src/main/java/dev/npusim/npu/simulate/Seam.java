package dev.npusim.npu.simulate;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.IntStream;

/**
 * What holds a repetition of a program back beside its engines: what it writes on the chip waits
 * until the repetition before no longer uses those addresses, and what it reads of the model's
 * inputs waits until all that the repetition before stores is in DRAM, because that may be its
 * input (a denoising step, a token). Weights wait for neither, unless runs have to be launched:
 * then the host launches each when it has the results of the one before. Weights that stay for good
 * are not written again, and nothing else uses their addresses.
 *
 * <p>Engines complete in order, so the latest instruction per engine is enough.
 */
final class Seam {
  private final int[] begin;
  private final int[] waits;

  /** Every instruction that some instruction of the next repetition waits for, ascending. */
  final int[] carried;

  /** The last store of each channel that has one. */
  private final int[] stores;

  private Seam(int[] begin, int[] waits, int[] stores) {
    this.begin = begin;
    this.waits = waits;
    this.stores = stores;
    TreeSet<Integer> distinct = new TreeSet<>();
    IntStream.concat(IntStream.of(waits), IntStream.of(stores)).forEach(distinct::add);
    this.carried = distinct.stream().mapToInt(Integer::intValue).toArray();
  }

  /** When instruction {@code id} may be issued if those before were done at {@code before}. */
  long ready(int id, long[] before) {
    long ready = 0;
    for (int i = begin[id]; i < begin[id + 1]; i++) {
      ready = Math.max(ready, before[waits[i]]);
    }
    return ready;
  }

  /** When all that a repetition stores is in DRAM; 0 if it stores nothing. */
  long stored(long[] done) {
    long last = 0;
    for (int store : stores) {
      last = Math.max(last, done[store]);
    }
    return last;
  }

  static Seam of(Program program, TimedProgram timed) {
    int engines = timed.bus + timed.channels;
    int residencies = program.residencies().size();
    int[][] lastAccess = new int[residencies][];
    int[] lastStore = new int[engines];
    Arrays.fill(lastStore, TimedProgram.NONE);
    for (Instruction instruction : program.instructions()) {
      if (program.isOnce(instruction)) {
        continue;
      }
      int engine = engine(timed, instruction.id());
      touch(lastAccess, instruction.reads(), engine, instruction.id(), engines);
      touch(lastAccess, instruction.writes(), engine, instruction.id(), engines);
      if (instruction instanceof Transfer transfer && !transfer.fromDram()) {
        lastStore[engine] = instruction.id();
      }
    }
    int[][] usedBefore = usedBefore(program, lastAccess, engines);
    int[] begin = new int[timed.size + 1];
    ImmutableIntArray.Builder waits = ImmutableIntArray.builder();
    int count = 0;
    for (Instruction instruction : program.instructions()) {
      int[] latest = new int[engines];
      Arrays.fill(latest, TimedProgram.NONE);
      for (Access write : instruction.writes()) {
        merge(latest, usedBefore[write.residency()]);
      }
      if (readsInput(program, instruction)) {
        merge(latest, lastStore);
      }
      begin[instruction.id()] = count;
      for (int id : latest) {
        if (id != TimedProgram.NONE) {
          waits.add(id);
          count++;
        }
      }
    }
    begin[timed.size] = count;
    int[] stores = IntStream.of(lastStore).filter(id -> id != TimedProgram.NONE).toArray();
    return new Seam(begin, waits.build().toArray(), stores);
  }

  /** Each DMA channel completes in an order of its own. */
  private static int engine(TimedProgram timed, int id) {
    return timed.channel[id] == TimedProgram.NONE
        ? timed.engine[id]
        : timed.bus + timed.channel[id];
  }

  private static void touch(
      int[][] lastAccess, Iterable<Access> accesses, int engine, int id, int engines) {
    for (Access access : accesses) {
      int[] last = lastAccess[access.residency()];
      if (last == null) {
        last = new int[engines];
        Arrays.fill(last, TimedProgram.NONE);
        lastAccess[access.residency()] = last;
      }
      last[engine] = id;
    }
  }

  /** Per residency and engine: the last instruction of the program that uses its addresses. */
  private static int[][] usedBefore(Program program, int[][] lastAccess, int engines) {
    int[][] used = new int[lastAccess.length][engines];
    for (int engine = 0; engine < engines; engine++) {
      Map<Memory, RangeMaxima> maxima = new EnumMap<>(Memory.class);
      for (Memory memory : Memory.values()) {
        maxima.put(memory, new RangeMaxima(edges(program, memory), TimedProgram.NONE));
      }
      for (Residency r : program.residencies()) {
        if (lastAccess[r.id()] != null && lastAccess[r.id()][engine] != TimedProgram.NONE) {
          Objects.requireNonNull(maxima.get(r.memory()))
              .put(r.address(), r.address() + r.bytes(), lastAccess[r.id()][engine]);
        }
      }
      for (Residency r : program.residencies()) {
        used[r.id()][engine] =
            Objects.requireNonNull(maxima.get(r.memory()))
                .max(r.address(), r.address() + r.bytes());
      }
    }
    return used;
  }

  private static long[] edges(Program program, Memory memory) {
    return program.residencies().stream()
        .filter(r -> r.memory() == memory)
        .flatMapToLong(r -> java.util.stream.LongStream.of(r.address(), r.address() + r.bytes()))
        .sorted()
        .distinct()
        .toArray();
  }

  private static boolean readsInput(Program program, Instruction instruction) {
    if (!(instruction instanceof Transfer transfer) || !transfer.fromDram()) {
      return false;
    }
    Residency residency = program.residencies().get(transfer.onChip().residency());
    return program.tensors().get(residency.tensor()).role() == Tensor.Role.INPUT;
  }

  private static void merge(int[] latest, int[] other) {
    for (int engine = 0; engine < latest.length; engine++) {
      latest[engine] = Math.max(latest[engine], other[engine]);
    }
  }
}
