package dev.npusim.npu.cost;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.Sparsity;
import dev.npusim.npu.hardware.DmaSpec;
import dev.npusim.npu.hardware.DramSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.WeightMemory;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What each instruction of a program takes and moves on a chip; the formulas are the ones of this
 * package.
 */
public final class InstructionCost {
  private final Npu npu;
  private final Program program;
  private final DramTransfers dram;
  private final double accumulatorPort;
  private final double sramPort;

  /** Of one core's array, and of its vector unit: those of a program's cores take turns. */
  private final double sharedPort;

  /** By tensor; empty where none is. */
  private final boolean[] inWeightMemory;

  /** MACs per PE and cycle by layer; 0 where not asked yet. */
  private final double[] rates;

  /** Weights that are not dense, by name. */
  private final Map<String, Sparsity> sparse = new HashMap<>();

  /**
   * What was found for a tile: most tiles of a layer are as large as the one before.
   *
   * @param isFirst whether it begins the sums
   */
  private record Tile(
      Dataflow dataflow,
      int batch,
      int m,
      int n,
      int k,
      long products,
      boolean isFirst,
      long streaming,
      long sramReadBytes,
      long localBytes) {
    boolean isOf(ArrayTile tile, long stored) {
      return dataflow == tile.dataflow()
          && batch == tile.batch()
          && m == tile.m()
          && n == tile.n()
          && k == tile.k()
          && products == stored
          && isFirst == (tile.reductionBegin() == 0);
    }
  }

  /** Tiles of a layer that are remembered: its products' full tiles and the rests at borders. */
  private static final int TILES_PER_LAYER = 8;

  /** The last tiles asked about, by layer and a hash of their size. */
  private final @Nullable Tile[] tiles;

  /** Of the weights by layer; null where not asked yet. */
  private final @Nullable Sparsity[] sparsities;

  public InstructionCost(Npu npu, Program program) {
    this.npu = npu;
    this.program = program;
    this.dram = new DramTransfers(npu);
    this.accumulatorPort = npu.accumulator().bytesPerCycle();
    this.sramPort = npu.sram().portBytesPerCycle();
    this.sharedPort = sramPort / (npu.cores() == 1 ? 1 : program.usedCores());
    boolean hasSome = !program.inWeightMemory().isEmpty();
    this.inWeightMemory = new boolean[hasSome ? program.tensors().size() : 0];
    program.inWeightMemory().forEach(tensor -> inWeightMemory[tensor] = true);
    this.rates = new double[program.graph().nodes().size()];
    this.sparsities = new Sparsity[rates.length];
    this.tiles = new Tile[TILES_PER_LAYER * rates.length];
    for (Tensor tensor : program.tensors()) {
      if (!tensor.sparsity().isDense()) {
        sparse.put(tensor.name(), tensor.sparsity());
      }
    }
  }

  /**
   * Whether counts are those of another chip, too: it differs in its DRAM at most, and a transfer's
   * bursts are as many.
   */
  public boolean countsAs(InstructionCost other) {
    DramSpec own = npu.dram();
    DramSpec others = other.npu.dram();
    return own.burstBytes() == others.burstBytes()
        && own.part().isPresent() == others.part().isPresent()
        && npu.equals(other.npu.withDram(own));
  }

  /** Cycles of one array tile on its engine, port limits left out. */
  public long streaming(ArrayTile tile) {
    return known(tile).streaming();
  }

  private Tile known(ArrayTile tile) {
    long products = products(tile);
    boolean isFirst = tile.reductionBegin() == 0;
    int hash = ((tile.m() * 31 + tile.n()) * 31 + tile.k()) * 31 + (isFirst ? 1 : 0);
    hash ^= hash >>> 16;
    hash ^= hash >>> 8;
    int place = TILES_PER_LAYER * tile.layer() + (hash & (TILES_PER_LAYER - 1));
    Tile known = tiles[place];
    if (known == null || !known.isOf(tile, products)) {
      known =
          new Tile(
              tile.dataflow(),
              tile.batch(),
              tile.m(),
              tile.n(),
              tile.k(),
              products,
              isFirst,
              streaming(tile, products),
              sramReadBytes(tile, products),
              localBytes(tile, products));
      tiles[place] = known;
    }
    return known;
  }

  private long streaming(ArrayTile tile, long products) {
    return tile.batch()
        * ArrayTiming.busy(
            npu.array(),
            rate(tile),
            tile.dataflow(),
            tile.m(),
            tile.n(),
            products,
            Kernel.taps(node(tile).op()));
  }

  /**
   * Cycles of one array tile on its engine: streaming, or its operands' way through a port if that
   * is longer.
   */
  public long busy(ArrayTile tile) {
    Tile known = known(tile);
    return Math.max(
        known.streaming(),
        Math.max(
            PortTiming.port(known.sramReadBytes(), sharedPort),
            PortTiming.port(known.localBytes(), accumulatorPort)));
  }

  public long lead(ArrayTile tile) {
    return ArrayTiming.lead(npu.array(), tile.dataflow());
  }

  public long tail(ArrayTile tile) {
    return ArrayTiming.tail(npu.array(), tile.dataflow());
  }

  /** Cycles on the DRAM bus, or on the weight memory's port. */
  public long busy(Transfer transfer) {
    return Math.max(
        isFromWeightMemory(transfer)
            ? PortTiming.port(transfer.bytes(), weightMemory().bytesPerCycle())
            : dram.busy(tensor(transfer), transfer.onChip().region(), transfer.fromDram()),
        PortTiming.port(transfer.bytes(), sramPort));
  }

  /** Whether a transfer reads the weight memory instead of DRAM. */
  public boolean isFromWeightMemory(Transfer transfer) {
    return inWeightMemory.length > 0
        && inWeightMemory[program.residencies().get(transfer.onChip().residency()).tensor()];
  }

  private WeightMemory weightMemory() {
    return npu.weightMemory().orElseThrow();
  }

  /** Cycles before a transfer's data are on the bus. */
  public long lead(Transfer transfer) {
    return isFromWeightMemory(transfer)
        ? npu.dma().setupCycles()
        : DmaTiming.lead(npu.dma(), transfer.fromDram());
  }

  /**
   * Cycles from the end of a transfer's data on the bus to its completion.
   *
   * @param busy its cycles on the bus
   */
  public long tail(Transfer transfer, long busy) {
    DmaSpec dma = npu.dma();
    Tensor tensor = tensor(transfer);
    Region region = transfer.onChip().region();
    boolean isOneRun = region.columns() == tensor.columns() || region.rows() == 1;
    long descriptors = dma.dimensions() == 1 && !isOneRun ? region.rows() : 1;
    if (isFromWeightMemory(transfer)) {
      return (descriptors - 1) * dma.setupCycles();
    }
    boolean isLimited = dma.outstanding() != DmaSpec.UNLIMITED;
    long bursts = isLimited ? dram.busBytes(tensor, region) / npu.dram().burstBytes() : 1;
    return DmaTiming.tail(dma, transfer.fromDram(), descriptors, bursts, busy);
  }

  public long busy(VectorTile tile) {
    PortBytes read = bytes(tile.reads());
    PortBytes written = bytes(tile.writes());
    return Math.max(
        PortTiming.vector(npu, tile.laneOps()),
        Math.max(
            PortTiming.port(read.sram() + written.sram(), sharedPort),
            PortTiming.port(read.accumulator() + written.accumulator(), accumulatorPort)));
  }

  /** Bytes the array reads from SRAM for one tile. */
  public long sramReadBytes(ArrayTile tile) {
    return known(tile).sramReadBytes();
  }

  private long sramReadBytes(ArrayTile tile, long products) {
    Node node = node(tile);
    Precision precision = program.precision();
    Sparsity sparsity = sparsity(tile);
    // Every input of a block is read; the PEs pick those that meet a stored weight.
    long inputs =
        ArrayTiming.inputReads(npu.array(), tile.dataflow(), tile.m(), tile.n(), tile.k());
    long weights =
        ArrayTiming.weightReads(npu.array(), tile.dataflow(), tile.m(), tile.n(), products);
    return Ceil.div(
        tile.batch()
            * (inputs * precision.activationBits()
                + weights
                    * (Formats.secondOperandBits(node, precision, npu.array())
                        + (sparsity.isDense() ? 0 : sparsity.indexBits()))),
        8L);
  }

  /** Bytes of partial sums through the accumulator's port for one tile. */
  public long localBytes(ArrayTile tile) {
    return known(tile).localBytes();
  }

  private long localBytes(ArrayTile tile, long products) {
    return tile.batch()
        * Precision.PARTIAL_SUM_BYTES
        * ArrayTiming.partialSums(
            npu.array(),
            tile.dataflow(),
            tile.m(),
            tile.n(),
            products,
            Kernel.taps(node(tile).op()),
            tile.reductionBegin() == 0);
  }

  /** Adds what one tile does to {@code counts}. */
  public void count(ArrayTile tile, Counts counts) {
    counts.arrayMacs = Math.addExact(counts.arrayMacs, macs(tile));
    counts.sramReadBytes = Math.addExact(counts.sramReadBytes, sramReadBytes(tile));
    counts.localBytes = Math.addExact(counts.localBytes, localBytes(tile));
  }

  /** Adds what one transfer does to {@code counts}. */
  public void count(Transfer transfer, Counts counts) {
    if (isFromWeightMemory(transfer)) {
      counts.weightMemoryPj += transfer.bytes() * weightMemory().pjPerByte().value();
    } else {
      counts.dramBusBytes =
          Math.addExact(
              counts.dramBusBytes, dram.busBytes(tensor(transfer), transfer.onChip().region()));
    }
    if (transfer.fromDram()) {
      counts.sramWriteBytes = Math.addExact(counts.sramWriteBytes, transfer.bytes());
    } else {
      counts.sramReadBytes = Math.addExact(counts.sramReadBytes, transfer.bytes());
    }
  }

  /**
   * Adds the ports' bytes of one vector tile to {@code counts}; lane operations belong to its
   * stages.
   */
  public void count(VectorTile tile, Counts counts) {
    PortBytes read = bytes(tile.reads());
    PortBytes written = bytes(tile.writes());
    counts.sramReadBytes = Math.addExact(counts.sramReadBytes, read.sram());
    counts.sramWriteBytes = Math.addExact(counts.sramWriteBytes, written.sram());
    counts.localBytes =
        Math.addExact(counts.localBytes, read.accumulator() + written.accumulator());
  }

  /** MACs per PE and cycle for the tile's layer. */
  public double rate(ArrayTile tile) {
    int layer = tile.layer();
    if (rates[layer] == 0) {
      rates[layer] = npu.array().rate(Formats.macFormat(node(tile).op(), program.precision()));
    }
    return rates[layer];
  }

  /** MACs that the array executes for the tile: those with a stored weight. */
  public long macs(ArrayTile tile) {
    return (long) tile.batch() * tile.m() * tile.n() * products(tile);
  }

  /** Products that are summed for each output of the tile. */
  private long products(ArrayTile tile) {
    Sparsity sparsity = sparsity(tile);
    return sparsity.isDense()
        ? tile.k()
        : sparsity.stored(tile.reductionBegin(), tile.reductionEnd());
  }

  private Sparsity sparsity(ArrayTile tile) {
    int layer = tile.layer();
    Sparsity known = sparsities[layer];
    if (known == null) {
      Node node = node(tile);
      known =
          sparse.isEmpty() || node.inputs().size() < 2
              ? Sparsity.DENSE
              : sparse.getOrDefault(node.input(1).name(), Sparsity.DENSE);
      sparsities[layer] = known;
    }
    return known;
  }

  private Node node(ArrayTile tile) {
    return program.graph().nodes().get(tile.layer());
  }

  private Tensor tensor(Transfer transfer) {
    Residency residency = program.residencies().get(transfer.onChip().residency());
    return program.tensors().get(residency.tensor());
  }

  /** Bytes through the ports of the two memories. */
  private record PortBytes(long sram, long accumulator) {}

  private PortBytes bytes(ImmutableList<Access> accesses) {
    long sram = 0;
    long accumulator = 0;
    for (int i = 0; i < accesses.size(); i++) {
      Access access = accesses.get(i);
      Residency residency = program.residencies().get(access.residency());
      if (residency.memory() == Memory.ACCUMULATOR) {
        accumulator += access.region().elements() * Precision.PARTIAL_SUM_BYTES;
      } else {
        sram += program.tensors().get(residency.tensor()).bytes(access.region());
      }
    }
    return new PortBytes(sram, accumulator);
  }
}
