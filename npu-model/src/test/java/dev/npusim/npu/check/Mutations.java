package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Region;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.simulate.Execution;
import dev.npusim.npu.simulate.Simulator;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;

/**
 * Ways to break an execution. Mutations of the log keep the program; mutations of the program run
 * it again, so that all its numbers fit and only the data flow is wrong. A mutation that finds
 * nothing to break yields nothing; what it yields must never pass a check.
 *
 * <p>They assume a program that fetches and reads nothing in vain.
 */
public enum Mutations {
  /** Two events of one engine happen at each other's time. */
  SWAP_EVENTS {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      int size = e.program().instructions().size();
      for (int a : shuffled(size, random)) {
        for (int b = a + 1; b < size; b++) {
          if (e.program().instructions().get(a).getClass()
                  == e.program().instructions().get(b).getClass()
              && e.start().get(a) != e.start().get(b)) {
            Times t = new Times(e);
            t.swap(a, b);
            return Optional.of(t.execution());
          }
        }
      }
      return Optional.empty();
    }
  },
  /** An event is over one cycle early. */
  SHORTEN_DURATION {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      int id = random.nextInt(e.program().instructions().size());
      Times t = new Times(e);
      t.busyEnd[id]--;
      t.done[id]--;
      return Optional.of(t.execution());
    }
  },
  /** An event happens one cycle early. */
  ADVANCE_EVENT {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      int id = random.nextInt(e.program().instructions().size());
      Times t = new Times(e);
      t.issue[id]--;
      t.start[id]--;
      t.busyEnd[id]--;
      t.done[id]--;
      return Optional.of(t.execution());
    }
  },
  /** A residency is given up a cycle before its last access is complete. */
  FREE_EARLY {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      Times t = new Times(e);
      t.residencyEnd[random.nextInt(t.residencyEnd.length)]--;
      return Optional.of(t.execution());
    }
  },
  /** A reported number is one too high. */
  RAISE_REPORTED {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return Optional.of(Reported.raise(e, random));
    }
  },
  /** A fetch leaves out the last row or column of its region. */
  SHRINK_FETCH {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyTransfer(e, random, true)
          .flatMap(
              t ->
                  shrunk(t.onChip().region())
                      .map(
                          region -> {
                            Program p = e.program();
                            int tensor = p.residencies().get(t.onChip().residency()).tensor();
                            return again(
                                e,
                                Edits.replace(
                                    p,
                                    new Transfer(
                                        t.id(),
                                        t.layer(),
                                        t.after(),
                                        t.channel(),
                                        true,
                                        t.traffic(),
                                        new Access(t.onChip().residency(), region),
                                        p.tensors().get(tensor).bytes(region))));
                          }));
    }
  },
  /** A transfer moves a byte more than its region has. */
  RAISE_BYTES {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyTransfer(e, random, random.nextBoolean())
          .map(t -> again(e, Edits.replace(e.program(), copy(t, t.traffic(), t.bytes() + 1))));
    }
  },
  /** Traffic is counted as something else. */
  MISCOUNT_TRAFFIC {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyTransfer(e, random, random.nextBoolean())
          .map(t -> again(e, Edits.replace(e.program(), copy(t, Traffic.OTHER, t.bytes()))));
    }
  },
  /** A fetch, a spill or the write of an output is left out. */
  DROP_TRANSFER {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyTransfer(e, random, random.nextBoolean())
          .map(t -> again(e, Edits.drop(e.program(), t.id())));
    }
  },
  /** Work is left out. */
  DROP_WORK {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyWork(e, random).map(i -> again(e, Edits.drop(e.program(), i.id())));
    }
  },
  /** Work is done twice. */
  DUPLICATE_WORK {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyWork(e, random).map(i -> again(e, Edits.duplicate(e.program(), i.id())));
    }
  },
  /** A residency moves onto another one that is live at the same time. */
  SHIFT_ADDRESS {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      List<Residency> all = e.program().residencies();
      for (int a : shuffled(all.size(), random)) {
        for (int b : shuffled(all.size(), random)) {
          Residency x = all.get(a);
          if (a != b
              && x.memory() == all.get(b).memory()
              && e.residencyBegin().get(a) < e.residencyEnd().get(b)
              && e.residencyBegin().get(b) < e.residencyEnd().get(a)) {
            return Optional.of(again(e, placed(e, x, all.get(b).address(), x.bytes())));
          }
        }
      }
      return Optional.empty();
    }
  },
  /** A residency begins between two aligned addresses. */
  MISALIGN {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      Residency x = anyResidency(e, random);
      return Optional.of(again(e, placed(e, x, x.address() + 1, x.bytes())));
    }
  },
  /** A residency lies beyond the end of its memory. */
  LEAVE_MEMORY {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      Residency x = anyResidency(e, random);
      long size =
          x.memory() == Memory.SRAM
              ? e.npu().sram().sizeBytes()
              : e.npu().cores() * e.npu().accumulator().sizeBytes();
      return Optional.of(again(e, placed(e, x, size / 64 * 64, x.bytes())));
    }
  },
  /** A residency is a byte too small for its region. */
  SHRINK_RESIDENCY {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      Residency x = anyResidency(e, random);
      long needed =
          x.memory() == Memory.SRAM
              ? e.program().tensors().get(x.tensor()).bytes(x.region())
              : 4 * x.region().elements();
      return Optional.of(again(e, placed(e, x, x.address(), needed - 1)));
    }
  },
  /** An instruction does not read one of its operands. */
  DROP_READ {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyWork(e, random)
          .map(
              i -> {
                List<Access> reads = new ArrayList<>(i.reads());
                reads.remove(random.nextInt(reads.size()));
                return again(e, Edits.replace(e.program(), Edits.reads(i, reads)));
              });
    }
  },
  /** An instruction reads one row or column less of an operand. */
  SHRINK_READ {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return anyWork(e, random)
          .flatMap(
              i -> {
                List<Access> reads = new ArrayList<>(i.reads());
                int at = random.nextInt(reads.size());
                return shrunk(reads.get(at).region())
                    .map(
                        region -> {
                          reads.set(at, new Access(reads.get(at).residency(), region));
                          return again(e, Edits.replace(e.program(), Edits.reads(i, reads)));
                        });
              });
    }
  },
  /** An instruction no longer waits for another, and is therefore issued too early. */
  DROP_DEPENDENCY {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      for (int id : shuffled(e.program().instructions().size(), random)) {
        Instruction i = e.program().instructions().get(id);
        for (int drop : shuffled(i.after().length(), random)) {
          int[] rest =
              IntStream.range(0, i.after().length())
                  .filter(k -> k != drop)
                  .map(i.after()::get)
                  .toArray();
          Instruction eager = Edits.after(i, ImmutableIntArray.copyOf(rest));
          Execution result = again(e, Edits.replace(e.program(), eager));
          if (result.issue().get(id) < result.done().get(i.after().get(drop))) {
            return Optional.of(result);
          }
        }
      }
      return Optional.empty();
    }
  },
  /** A product leaves out the last part of its reduction. */
  SHORTEN_REDUCTION {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return any(e, random, ArrayTile.class)
          .filter(t -> t.k() > 1)
          .map(
              t ->
                  again(
                      e,
                      Edits.replace(
                          e.program(),
                          new ArrayTile(
                              t.id(),
                              t.layer(),
                              t.after(),
                              t.core(),
                              t.dataflow(),
                              t.batch(),
                              t.m(),
                              t.n(),
                              t.reductionBegin(),
                              t.reductionEnd() - 1,
                              t.output(),
                              t.reads()))));
    }
  },
  /** A product leaves out its last row of outputs. */
  SHRINK_PRODUCT {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return any(e, random, ArrayTile.class)
          .filter(t -> t.m() > 1)
          .map(
              t -> {
                Region r = t.output().region();
                Region less =
                    new Region(r.rowBegin(), r.rowEnd() - 1, r.columnBegin(), r.columnEnd());
                ArrayTile smaller =
                    new ArrayTile(
                        t.id(),
                        t.layer(),
                        t.after(),
                        t.core(),
                        t.dataflow(),
                        t.batch(),
                        t.m() - 1,
                        t.n(),
                        t.reductionBegin(),
                        t.reductionEnd(),
                        new Access(t.output().residency(), less),
                        t.reads());
                return again(e, Edits.replace(e.program(), smaller));
              });
    }
  },
  /** A stage covers one row or column less. */
  SHRINK_STAGE {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return stage(
          e,
          random,
          s ->
              shrunk(s.region())
                  .map(
                      region ->
                          new Stage(
                              s.layer(),
                              s.kind(),
                              region,
                              s.laneOps() / s.region().elements() * region.elements(),
                              s.macs() / s.region().elements() * region.elements())));
    }
  },
  /** A stage does less than its work. */
  FORGET_LANE_OPERATIONS {
    @Override
    Optional<Execution> mutate(Execution e, Random random) {
      return stage(
          e,
          random,
          s -> Optional.of(new Stage(s.layer(), s.kind(), s.region(), s.laneOps() - 1, s.macs())));
    }
  };

  /** The broken execution, or nothing where this mutation does not apply. */
  abstract Optional<Execution> mutate(Execution e, Random random);

  /** The broken execution for a seed, or nothing where this mutation does not apply. */
  public Optional<Execution> apply(Execution execution, long seed) {
    // Neighbouring seeds of Random begin alike.
    return mutate(execution, new Random(seed * 0x9E3779B97F4A7C15L));
  }

  /** The times of a log, to be changed. */
  private static final class Times {
    final Execution e;
    final long[] issue;
    final long[] start;
    final long[] busyEnd;
    final long[] done;
    final long[] residencyEnd;

    Times(Execution e) {
      this.e = e;
      issue = e.issue().toArray();
      start = e.start().toArray();
      busyEnd = e.busyEnd().toArray();
      done = e.done().toArray();
      residencyEnd = e.residencyEnd().toArray();
    }

    void swap(int a, int b) {
      for (long[] times : List.of(issue, start, busyEnd, done)) {
        long t = times[a];
        times[a] = times[b];
        times[b] = t;
      }
    }

    Execution execution() {
      return Edits.times(e, issue, start, busyEnd, done, residencyEnd);
    }
  }

  private static Execution again(Execution e, Program program) {
    return Simulator.run(e.npu(), program);
  }

  private static List<Integer> shuffled(int size, Random random) {
    List<Integer> order = new ArrayList<>(IntStream.range(0, size).boxed().toList());
    Collections.shuffle(order, random);
    return order;
  }

  private static <T extends Instruction> Optional<T> any(
      Execution e, Random random, Class<T> type) {
    List<T> all =
        e.program().instructions().stream().filter(type::isInstance).map(type::cast).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static Optional<Transfer> anyTransfer(Execution e, Random random, boolean fromDram) {
    List<Transfer> all =
        e.program().instructions().stream()
            .filter(i -> i instanceof Transfer t && t.fromDram() == fromDram)
            .map(Transfer.class::cast)
            .toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static Optional<Instruction> anyWork(Execution e, Random random) {
    List<Instruction> all =
        e.program().instructions().stream().filter(i -> !(i instanceof Transfer)).toList();
    return all.isEmpty() ? Optional.empty() : Optional.of(all.get(random.nextInt(all.size())));
  }

  private static Residency anyResidency(Execution e, Random random) {
    return e.program().residencies().get(random.nextInt(e.program().residencies().size()));
  }

  private static Program placed(Execution e, Residency x, long address, long bytes) {
    return Edits.replace(
        e.program(),
        new Residency(x.id(), x.memory(), address, bytes, x.tensor(), x.region(), x.use()));
  }

  private static Transfer copy(Transfer t, Traffic traffic, long bytes) {
    return new Transfer(
        t.id(), t.layer(), t.after(), t.channel(), t.fromDram(), traffic, t.onChip(), bytes);
  }

  private static Optional<Region> shrunk(Region r) {
    if (r.rows() > 1) {
      return Optional.of(new Region(r.rowBegin(), r.rowEnd() - 1, r.columnBegin(), r.columnEnd()));
    }
    return r.columns() > 1
        ? Optional.of(new Region(r.rowBegin(), r.rowEnd(), r.columnBegin(), r.columnEnd() - 1))
        : Optional.empty();
  }

  private static Optional<Execution> stage(
      Execution e, Random random, java.util.function.Function<Stage, Optional<Stage>> change) {
    return any(e, random, VectorTile.class)
        .flatMap(
            t -> {
              List<Stage> stages = new ArrayList<>(t.stages());
              int at = random.nextInt(stages.size());
              return change
                  .apply(stages.get(at))
                  .map(
                      stage -> {
                        stages.set(at, stage);
                        VectorTile changed =
                            new VectorTile(
                                t.id(),
                                t.layer(),
                                t.after(),
                                t.core(),
                                com.google.common.collect.ImmutableList.copyOf(stages),
                                t.reads(),
                                t.writes());
                        return again(e, Edits.replace(e.program(), changed));
                      });
            });
  }
}
