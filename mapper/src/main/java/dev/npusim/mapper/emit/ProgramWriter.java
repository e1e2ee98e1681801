package dev.npusim.mapper.emit;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Region;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * Appends instructions and works out what each must wait for: the writers of what it reads, and,
 * for the first use of an address range, everyone who used it before. Engines complete in order, so
 * one dependency per engine is enough: the latest.
 */
public final class ProgramWriter {
  private final int cores;
  private final long accumulatorBytes;
  private final int firstChannel;
  private final int channels;
  private final int engines;
  private final List<Tensor> tensors;
  private final List<Instruction> instructions = new ArrayList<>();
  private final List<Residency> residencies = new ArrayList<>();

  /** Who touched which residency. */
  private final AccessLog log;

  private final Map<Memory, Occupants> occupants = new EnumMap<>(Memory.class);
  private final Map<Integer, List<Stored>> inDram = new HashMap<>();

  /** By engine: the latest instruction that the next one waits for. */
  private final int[] latest;

  private int transfers;
  private int core;

  /** By layer: the last statistics of each engine that were taken of its input. */
  private final Map<Integer, int[]> statistics = new HashMap<>();

  /** A region that a transfer has stored. */
  private record Stored(Region region, int instruction, int engine) {}

  public ProgramWriter(Npu npu, List<Tensor> tensors) {
    this.cores = npu.cores();
    this.accumulatorBytes = npu.accumulator().sizeBytes();
    this.channels = npu.dma().channels();
    this.firstChannel = 2 * cores;
    this.engines = firstChannel + channels;
    this.log = new AccessLog(engines);
    this.latest = new int[engines];
    this.tensors = tensors;
    for (Memory memory : Memory.values()) {
      occupants.put(memory, new Occupants());
    }
  }

  /** From here on, array and vector tiles and partial sums are this core's. */
  public void core(int next) {
    core = next;
  }

  private int array() {
    return 2 * core;
  }

  private int vectorUnit() {
    return 2 * core + 1;
  }

  /**
   * Opens a residency, of partial sums at an address of the core's own accumulator; its first
   * writers will wait for whoever used its addresses before.
   */
  public int open(Memory memory, long local, long bytes, Tensor tensor, Region region, Use use) {
    long address = memory == Memory.ACCUMULATOR ? core * accumulatorBytes + local : local;
    int id = residencies.size();
    residencies.add(new Residency(id, memory, address, bytes, tensor.id(), region, use));
    log.open(id);
    Objects.requireNonNull(occupants.get(memory)).enter(address, address + bytes, id, log);
    return id;
  }

  public Residency residency(int id) {
    return residencies.get(id);
  }

  public void fetch(int layer, int residency, Region region, Traffic traffic) {
    int tensor = residencies.get(residency).tensor();
    Arrays.fill(latest, -1);
    List<Stored> before = inDram.getOrDefault(tensor, List.of());
    for (int i = 0; i < before.size(); i++) {
      Stored stored = before.get(i);
      if (stored.region().overlaps(region)) {
        latest[stored.engine()] = Math.max(latest[stored.engine()], stored.instruction());
      }
    }
    transfer(layer, new Access(residency, region), true, traffic);
  }

  public void store(int layer, int residency, Region region, Traffic traffic) {
    int tensor = residencies.get(residency).tensor();
    int channel = transfers % channels;
    Arrays.fill(latest, -1);
    int id = transfer(layer, new Access(residency, region), false, traffic);
    inDram
        .computeIfAbsent(tensor, key -> new ArrayList<>())
        .add(new Stored(region, id, firstChannel + channel));
  }

  private int transfer(int layer, Access onChip, boolean fromDram, Traffic traffic) {
    int channel = transfers++ % channels;
    ImmutableList<Access> reads = fromDram ? ImmutableList.of() : ImmutableList.of(onChip);
    ImmutableList<Access> writes = fromDram ? ImmutableList.of(onChip) : ImmutableList.of();
    ImmutableIntArray deps = dependencies(reads, writes);
    Tensor tensor = tensors.get(residencies.get(onChip.residency()).tensor());
    Transfer transfer =
        new Transfer(
            instructions.size(),
            layer,
            deps,
            channel,
            fromDram,
            traffic,
            onChip,
            tensor.bytes(onChip.region()));
    return append(transfer, reads, writes, firstChannel + channel);
  }

  public void array(
      int layer,
      Dataflow dataflow,
      int batch,
      int m,
      int n,
      int reductionBegin,
      int reductionEnd,
      Access output,
      List<Access> operands) {
    ImmutableList<Access> reads = ImmutableList.copyOf(operands);
    ImmutableList<Access> sums = ImmutableList.of(output);
    Arrays.fill(latest, -1);
    log.written(output, latest);
    // The array adds in its own order; what another engine did to the sums has to be over.
    latest[array()] = -1;
    ImmutableIntArray after = dependencies(reads, sums);
    append(
        new ArrayTile(
            instructions.size(),
            layer,
            after,
            core,
            dataflow,
            batch,
            m,
            n,
            reductionBegin,
            reductionEnd,
            output,
            reads),
        reads,
        sums,
        array());
  }

  public void vector(List<Stage> stages, List<Access> reads, List<Access> writes) {
    ImmutableList<Access> in = ImmutableList.copyOf(reads);
    ImmutableList<Access> out = ImmutableList.copyOf(writes);
    waitForStatistics(stages);
    ImmutableIntArray after = dependencies(in, out);
    int id =
        append(
            new VectorTile(
                instructions.size(),
                stages.get(stages.size() - 1).layer(),
                after,
                core,
                ImmutableList.copyOf(stages),
                in,
                out),
            in,
            out,
            vectorUnit());
    if (cores == 1) {
      return;
    }
    for (Stage stage : stages) {
      if (stage.kind() == Stage.Kind.STATISTICS) {
        statistics.computeIfAbsent(stage.layer(), layer -> none())[vectorUnit()] = id;
      }
    }
  }

  /** The statistics that a stage's norm needs: those of other cores come in no order. */
  private void waitForStatistics(List<Stage> stages) {
    Arrays.fill(latest, -1);
    if (statistics.isEmpty()) {
      return;
    }
    for (Stage stage : stages) {
      int[] taken = statistics.get(stage.layer());
      if (taken != null && stage.kind() == Stage.Kind.COMPUTE) {
        for (int engine = 0; engine < engines; engine++) {
          latest[engine] = Math.max(latest[engine], taken[engine]);
        }
      }
    }
  }

  private int[] none() {
    int[] nothing = new int[engines];
    Arrays.fill(nothing, -1);
    return nothing;
  }

  /** What is in {@code latest} with who wrote what is read, and who was there before. */
  private ImmutableIntArray dependencies(List<Access> reads, List<Access> writes) {
    for (int i = 0; i < reads.size(); i++) {
      Access read = reads.get(i);
      if (!log.written(read, latest)) {
        throw new IllegalStateException(
            "nothing wrote " + read.region() + " of " + describe(read.residency()));
      }
    }
    for (int i = 0; i < writes.size(); i++) {
      log.hazards(writes.get(i).residency(), latest);
    }
    int count = 0;
    for (int id : latest) {
      count += id >= 0 ? 1 : 0;
    }
    ImmutableIntArray.Builder after = ImmutableIntArray.builder(count);
    for (int id : latest) {
      if (id >= 0) {
        after.add(id);
      }
    }
    return after.build();
  }

  private String describe(int residency) {
    Residency r = residencies.get(residency);
    return tensors.get(r.tensor()).name() + " " + r.region() + " (residency " + residency + ")";
  }

  private int append(Instruction instruction, List<Access> reads, List<Access> writes, int engine) {
    instructions.add(instruction);
    int id = instruction.id();
    for (int i = 0; i < reads.size(); i++) {
      log.read(reads.get(i).residency(), id, engine);
    }
    for (int i = 0; i < writes.size(); i++) {
      log.write(writes.get(i), id, engine);
    }
    return id;
  }

  public ImmutableList<Instruction> instructions() {
    return ImmutableList.copyOf(instructions);
  }

  public ImmutableList<Residency> residencies() {
    return ImmutableList.copyOf(residencies);
  }
}
