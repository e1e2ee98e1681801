package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.DmaSpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.program.Residency.Memory;
import dev.npusim.npu.program.Tensor;

/**
 * What each instruction moves and how long it takes, worked out from the hardware's description
 * alone. A fold of an R x C array holds R x C of a matrix of (rows x columns) in place and streams
 * past it: R cycles to load a stationary tile, one cycle per streamed line, R + C - 2 of skew
 * (SCALE-Sim). A shadow register hides load and skew of all but the ends.
 */
final class Durations {
  /** How a product of m x n x k lies on the array. */
  private record Spread(long foldRows, long foldColumns, long stream, boolean stationary) {}

  private final Run run;
  private final Npu npu;
  private final Precision precision;
  private final DramWindow dram;
  private final Weights weights;

  /** Port widths, looked up once. */
  private final double sramPort;

  /** What is left of the SRAM's port to the array, or to the vector unit, of each core in use. */
  private final double portOfCore;

  private final double accumulatorPort;

  Durations(Run run) {
    this.run = run;
    this.npu = run.npu();
    this.precision = run.program().precision();
    this.dram = new DramWindow(run);
    this.sramPort = npu.sram().portBytesPerCycle();
    this.weights = new Weights(run);
    this.portOfCore = sramPort / Cores.inUse(run);
    this.accumulatorPort = npu.accumulator().bytesPerCycle();
  }

  /** Cycles on the engine; the fewest if only a range is known. */
  long busy(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      return Math.max(
          streaming(tile),
          Math.max(cycles(sramRead(tile), portOfCore), cycles(local(tile), accumulatorPort)));
    }
    if (instruction instanceof VectorTile tile) {
      return Math.max(
          cycles(tile.laneOps(), npu.vector().lanes()),
          Math.max(
              cycles(sramRead(tile) + sramWritten(tile), portOfCore),
              cycles(local(tile), accumulatorPort)));
    }
    Transfer transfer = (Transfer) instruction;
    return withPort(transfer, fromWeights(transfer) ? weights(transfer) : dram.least(transfer));
  }

  /** The most cycles on the engine. */
  long mostBusy(Instruction instruction) {
    return instruction instanceof Transfer transfer
        ? withPort(transfer, fromWeights(transfer) ? weights(transfer) : dram.most(transfer))
        : busy(instruction);
  }

  /** Whether a transfer reads the weight memory. */
  boolean fromWeights(Transfer transfer) {
    int tensor = run.residency(transfer.onChip()).tensor();
    return run.program().inWeightMemory().contains(tensor);
  }

  private long weights(Transfer transfer) {
    return cycles(transfer.bytes(), npu.weightMemory().orElseThrow().bytesPerCycle());
  }

  private long withPort(Transfer transfer, long onBus) {
    return Math.max(onBus, cycles(transfer.bytes(), sramPort));
  }

  /** Cycles of set-up before: the first stationary tile, a descriptor. */
  long lead(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      return hidden(tile) ? npu.array().rows() : 0;
    }
    if (instruction instanceof Transfer transfer) {
      boolean waits = transfer.fromDram() && !fromWeights(transfer);
      return npu.dma().setupCycles() + (waits ? npu.dma().readLatency() : 0);
    }
    return 0;
  }

  /**
   * Cycles after: the last wave front leaves the array; the last bytes of a transfer arrive.
   *
   * @param busy cycles that the instruction was on its engine
   */
  long tail(Instruction instruction, long busy) {
    if (instruction instanceof Transfer transfer) {
      return channel(transfer, busy);
    }
    return instruction instanceof ArrayTile tile && hidden(tile) ? skew() : 0;
  }

  /** What a channel takes beyond the bus: each row's descriptor, requests out, acknowledgements. */
  private long channel(Transfer transfer, long busy) {
    DmaSpec dma = npu.dma();
    Region region = transfer.onChip().region();
    boolean rows =
        dma.dimensions() == 1 && region.columns() < run.tensor(transfer.onChip()).columns();
    long more = rows ? (long) dma.setupCycles() * (region.rows() - 1) : 0;
    if (fromWeights(transfer)) {
      return more;
    }
    int latency = transfer.fromDram() ? dma.readLatency() : dma.writeLatency();
    if (!transfer.fromDram()) {
      more += latency;
    }
    if (dma.outstanding() == DmaSpec.UNLIMITED) {
      return more;
    }
    long bursts = busBytes(transfer) / npu.dram().burstBytes();
    // Whoever has sent all it may waits until the first of them is back: exact, in cycles x bursts.
    long waits = (bursts - 1) / dma.outstanding();
    long idle = waits * Math.max(0, latency * bursts - (dma.outstanding() - 1) * busy);
    return more + idle / bursts + (idle % bursts > 0 ? 1 : 0);
  }

  /** Cycles of an array tile without its ports. */
  long streaming(ArrayTile tile) {
    Spread spread = spread(tile);
    long line = Math.max(1, cycles(spread.stream, npu.array().rate(format(tile))));
    long fold;
    if (!spread.stationary) {
      fold = line + skew();
    } else if (hidden(tile)) {
      fold = Math.max(line, npu.array().rows());
    } else {
      fold = npu.array().rows() + line + skew();
    }
    return tile.batch() * spread.foldRows * spread.foldColumns * fold;
  }

  /** Bytes of whole bursts. */
  long busBytes(Transfer transfer) {
    return fromWeights(transfer) ? 0 : dram.busBytes(transfer);
  }

  /** Bytes read from SRAM. */
  long sramRead(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      Spread spread = spread(tile);
      long a = (long) tile.m() * tile.k();
      long b = tile.n() * products(tile);
      // An operand that stays is read once, one that streams once per fold across it.
      switch (tile.dataflow()) {
        case WEIGHT_STATIONARY -> a *= spread.foldColumns;
        case INPUT_STATIONARY -> b *= spread.foldColumns;
        case OUTPUT_STATIONARY -> {
          a *= spread.foldColumns;
          b *= spread.foldRows;
        }
        case OUTPUT_STATIONARY_TRANSPOSED -> {
          a *= spread.foldRows;
          b *= spread.foldColumns;
        }
      }
      int bits = weights.bits(run.node(tile.layer()));
      return (tile.batch() * (a * precision.activationBits() + b * bits) + 7) / 8;
    }
    if (instruction instanceof Transfer transfer) {
      return transfer.fromDram() ? 0 : transfer.bytes();
    }
    return bytes(instruction.reads(), Memory.SRAM);
  }

  /** Bytes written to SRAM. */
  long sramWritten(Instruction instruction) {
    if (instruction instanceof Transfer transfer) {
      return transfer.fromDram() ? transfer.bytes() : 0;
    }
    return instruction instanceof VectorTile ? bytes(instruction.writes(), Memory.SRAM) : 0;
  }

  /** Bytes through the accumulator's port. */
  long local(Instruction instruction) {
    if (instruction instanceof ArrayTile tile) {
      Spread spread = spread(tile);
      long writes = spread.stationary ? spread.foldRows : 1;
      long reads = tile.reductionBegin() == 0 ? writes - 1 : writes;
      return (long) tile.batch()
          * tile.m()
          * tile.n()
          * (writes + reads)
          * Precision.PARTIAL_SUM_BYTES;
    }
    return instruction instanceof VectorTile
        ? bytes(instruction.reads(), Memory.ACCUMULATOR)
            + bytes(instruction.writes(), Memory.ACCUMULATOR)
        : 0;
  }

  /** The number format that the MACs of {@code node} run in on this chip. */
  String format(Node node) {
    return npu.array()
        .runsAs(Weights.weighted(node) ? precision.macFormat() : precision.activationFormat());
  }

  private String format(ArrayTile tile) {
    return format(run.node(tile.layer()));
  }

  /** MACs that the array executes for a tile. */
  long executed(ArrayTile tile) {
    return (long) tile.batch() * tile.m() * tile.n() * products(tile);
  }

  private long products(ArrayTile tile) {
    return weights.products(run.node(tile.layer()), tile.reductionBegin(), tile.reductionEnd());
  }

  /** Share of a MAC's energy that the MACs of {@code node} spend on average. */
  double spent(Node node) {
    return Weights.weighted(node) ? 1 - precision.zeros() : 1;
  }

  private boolean hidden(ArrayTile tile) {
    return npu.array().weightDoubleBuffer()
        && (tile.dataflow() == Dataflow.WEIGHT_STATIONARY
            || tile.dataflow() == Dataflow.INPUT_STATIONARY);
  }

  private long skew() {
    return npu.array().timing() == ArraySpec.Timing.SYSTOLIC
        ? npu.array().rows() + npu.array().columns() - 2L
        : 0;
  }

  private Spread spread(ArrayTile tile) {
    int m = tile.m();
    int n = tile.n();
    long k = products(tile);
    return switch (tile.dataflow()) {
      case WEIGHT_STATIONARY -> reduced(tile, spread(k, n, m, true));
      case INPUT_STATIONARY -> reduced(tile, spread(k, m, n, true));
      case OUTPUT_STATIONARY -> spread(m, n, k, false);
      case OUTPUT_STATIONARY_TRANSPOSED -> spread(n, m, k, false);
    };
  }

  /** With the reduction along the rows: all of it, or the channels of each kernel position. */
  private Spread reduced(ArrayTile tile, Spread whole) {
    if (npu.array().convolution() == ArraySpec.ConvolutionRows.IM2COL) {
      return whole;
    }
    int positions = 1;
    if (run.node(tile.layer()).op() instanceof Convolution convolution) {
      positions = convolution.rows().kernel() * convolution.columns().kernel();
    } else if (run.node(tile.layer()).op() instanceof CausalConvolution causal) {
      positions = causal.kernel();
    }
    int height = npu.array().rows();
    long folds = 0;
    for (int position = 0; position < positions; position++) {
      long channels = (products(tile) - position + positions - 1) / positions;
      folds += (channels + height - 1) / height;
    }
    return new Spread(folds, whole.foldColumns, whole.stream, true);
  }

  private Spread spread(long rows, long columns, long stream, boolean stationary) {
    long height = npu.array().rows();
    long width = npu.array().columns();
    return new Spread(
        (rows + height - 1) / height, (columns + width - 1) / width, stream, stationary);
  }

  private long bytes(Iterable<Access> accesses, Memory memory) {
    long sum = 0;
    for (Access access : accesses) {
      if (run.residency(access).memory() == memory) {
        sum +=
            memory == Memory.ACCUMULATOR
                ? access.region().elements() * Precision.PARTIAL_SUM_BYTES
                : stored(run, access);
      }
    }
    return sum;
  }

  /** Bytes of a region as stored: whole bytes of elements, and a scale for each group begun. */
  static long stored(Run run, Access access) {
    return stored(run.tensor(access), access.region());
  }

  static long stored(Tensor tensor, Region region) {
    long groups = (region.elements() + Precision.GROUP - 1) / Precision.GROUP;
    return data(tensor, region) + groups * tensor.scaleBytesPerGroup();
  }

  /** Without scales; rows with a structure in whole blocks of them. */
  static long data(Tensor tensor, Region region) {
    int block = tensor.sparsity().of();
    long blocks = (region.rowEnd() - 1) / block - region.rowBegin() / block + 1;
    return (blocks * region.columns() * unit(tensor) + 7) / 8;
  }

  /** Bits of an element, or of a block of rows in one column. */
  static int unit(Tensor tensor) {
    int block = tensor.sparsity().of();
    int places = block == 1 ? 0 : (int) Math.ceil(Math.log(block) / Math.log(2) - 1e-9);
    return tensor.sparsity().kept() * (tensor.bits() + places);
  }

  private static long cycles(long amount, double perCycle) {
    return (long) Math.ceil(amount / perCycle);
  }
}
