package dev.npusim.mapper.attention;

import static dev.npusim.mapper.attention.AttentionOperand.KEYS;
import static dev.npusim.mapper.attention.AttentionOperand.OUTPUT;
import static dev.npusim.mapper.attention.AttentionOperand.PROBABILITIES;
import static dev.npusim.mapper.attention.AttentionOperand.QUERIES;
import static dev.npusim.mapper.attention.AttentionOperand.SCORES;
import static dev.npusim.mapper.attention.AttentionOperand.STATE;
import static dev.npusim.mapper.attention.AttentionOperand.VALUES;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.npu.hardware.Npu;

/**
 * What DMA and vector unit do in each phase of an attention; it does not depend on the dataflows.
 *
 * <p>Traffic of the fused orders follows FlashAttention (Dao et al., 2022) and FlashAttention-2
 * (Dao, 2023): scores and probabilities stay on the chip. With Tr blocks of rows and Tc blocks of
 * keys, queries outer reads Q and writes O once and K and V once per block of rows; keys outer
 * reads K and V once, and Q and the running O once per block of keys. What is held in SRAM, or is
 * one block, is read once.
 */
final class Phases {
  private static final int PARTIAL = Precision.PARTIAL_SUM_BYTES;
  private static final int PARTIAL_BITS = 8 * PARTIAL;

  private final Npu npu;
  private final AttentionProblem p;
  private final Order order;
  private final boolean held;
  private final Blocks blocks;
  private final TileVisits tiles;

  private Phases(Npu npu, Order order, boolean held, Blocks blocks) {
    this.npu = npu;
    this.p = blocks.problem();
    this.order = order;
    this.held = held;
    this.blocks = blocks;
    this.tiles = blocks.tiles();
  }

  static ImmutableList<Phase> of(Npu npu, Order order, boolean held, Blocks blocks) {
    Phases phases = new Phases(npu, order, held, blocks);
    return order.fused()
        ? ImmutableList.of(phases.fused())
        : ImmutableList.of(phases.storedScores(), phases.storedSoftmax(), phases.storedValues());
  }

  private Phase fused() {
    Phase phase = new Phase(npu);
    if (order == Order.KEYS_OUTER) {
      passQueries(phase);
      long transfers = p.kvHeads() * tiles.keyBlocks();
      load(phase, KEYS, p.bits() * p.kvHeads() * p.keys() * p.headDim(), transfers);
      load(phase, VALUES, p.bits() * p.kvHeads() * p.keys() * p.valueDim(), transfers);
    } else {
      load(phase, QUERIES, p.bits() * p.heads() * p.queries() * p.headDim(), rowBlocks());
      passKeys(phase, KEYS, p.headDim());
      passKeys(phase, VALUES, p.valueDim());
    }
    storeOutput(phase);
    blocks.forEach(
        (rows, keys, first, times) -> {
          long scores = rows * keys;
          phase.blocks += times;
          phase.ledger.read(AttentionLevel.ACCUMULATOR, SCORES, times * scores * PARTIAL_BITS);
          phase.ledger.write(AttentionLevel.SRAM, PROBABILITIES, times * scores * p.bits());
          phase.vector(times, scores * p.scoreLaneOps(), scores * p.bits(), scores * PARTIAL);
        });
    if (order == Order.QUERIES_OUTER) {
      blocks.forEachRevisit(true, (rows, times) -> rescale(phase, rows, times));
    } else {
      blocks.forEachRevisit(false, (rows, times) -> exchange(phase, rows, times));
      if (blocks.stays() > 0) {
        rescale(phase, blocks.lastRows(), p.kvHeads() * blocks.stays());
      }
    }
    drain(phase, STATE);
    firstLoad(phase, p.headDim(), true);
    return phase;
  }

  /** Q, and the running outputs, once per block of keys. */
  private void passQueries(Phase phase) {
    long still = blocks.stays() * tiles.lastRows();
    long rows = p.heads() * (held ? p.queries() : tiles.rowsVisited() - still);
    long perHeads = tiles.visited() - blocks.stays();
    long passing = held ? rowBlocks() : p.kvHeads() * blocks.headBlocks() * perHeads;
    load(phase, QUERIES, p.bits() * rows * p.headDim(), passing);
    if (!held) {
      long again = p.heads() * (tiles.rowsVisited() - still - p.queries());
      long state = again * (p.valueDim() + Footprint.STATISTICS) * PARTIAL_BITS;
      phase.ledger.load(STATE, state);
      phase.ledger.store(STATE, state);
      phase.transfers.loads(passing - rowBlocks());
      phase.transfers.stores(passing - rowBlocks());
    }
  }

  /** K or V, once per block of rows and of stacked heads. */
  private void passKeys(Phase phase, AttentionOperand operand, long width) {
    boolean once = held || tiles.keyBlocks() == 1;
    long keys = p.kvHeads() * (once ? p.keys() : blocks.headBlocks() * tiles.keysPassing());
    long passes = once ? 1 : blocks.headBlocks() * tiles.keyBlocksPassing();
    load(phase, operand, p.bits() * keys * width, p.kvHeads() * passes);
  }

  /** Blocks of rows, of all heads. */
  private long rowBlocks() {
    return p.kvHeads() * blocks.headBlocks() * tiles.rowBlocks();
  }

  private void load(Phase phase, AttentionOperand operand, long bits, long transfers) {
    if (p.streams(operand)) {
      phase.ledger.load(operand, bits);
      phase.transfers.loads(transfers);
    }
  }

  private void storeOutput(Phase phase) {
    if (p.streams(OUTPUT)) {
      phase.ledger.store(OUTPUT, p.bits() * p.heads() * p.queries() * p.valueDim());
      phase.transfers.stores(rowBlocks());
    }
  }

  /** The running output of rows that met keys before, in the accumulator. */
  private void rescale(Phase phase, long rows, long times) {
    long elements = rows * (p.valueDim() + Footprint.STATISTICS);
    phase.ledger.read(AttentionLevel.ACCUMULATOR, STATE, times * elements * PARTIAL_BITS);
    phase.ledger.write(AttentionLevel.ACCUMULATOR, STATE, times * elements * PARTIAL_BITS);
    long one = phase.vector(times, rescaleOps(rows), 0, 2 * elements * PARTIAL);
    phase.revisits += times;
    phase.rescaling += times * one;
  }

  /** The same on its way from SRAM; another went back there before, one operation per element. */
  private void exchange(Phase phase, long rows, long times) {
    long elements = rows * (p.valueDim() + Footprint.STATISTICS);
    long bits = elements * PARTIAL_BITS;
    for (AttentionLevel level :
        new AttentionLevel[] {AttentionLevel.ACCUMULATOR, AttentionLevel.SRAM}) {
      phase.ledger.read(level, STATE, times * bits);
      phase.ledger.write(level, STATE, times * bits);
    }
    phase.vector(times, rescaleOps(rows), bits, elements * PARTIAL);
    phase.vector(times, elements, bits, elements * PARTIAL);
  }

  private long rescaleOps(long rows) {
    return Attention.rescaleLaneOps(rows, p.valueDim());
  }

  /** Outputs, divided by their sums, from the accumulator to SRAM: one operation per element. */
  private void drain(Phase phase, AttentionOperand sums) {
    blocks.forEachRows(
        (rows, times) -> {
          long elements = rows * p.valueDim();
          phase.ledger.read(AttentionLevel.ACCUMULATOR, sums, times * elements * PARTIAL_BITS);
          phase.ledger.write(AttentionLevel.SRAM, OUTPUT, times * elements * p.bits());
          phase.lastDrain = phase.vector(times, elements, elements * p.bits(), elements * PARTIAL);
        });
    if (p.streams(OUTPUT)) {
      phase.transfers.lastStoreBits = p.bits() * blocks.lastRows() * p.valueDim();
    }
  }

  /** A block of rows of {@code width} and one of keys as wide; or probabilities and values. */
  private void firstLoad(Phase phase, long width, boolean queries) {
    // Keys that are held arrive as a whole, as in programs.
    long keys = held && order != Order.KEYS_OUTER ? p.keys() : tiles.keys();
    long rows = blocks.heads() * tiles.rows();
    AttentionOperand first = queries ? QUERIES : PROBABILITIES;
    long left = p.streams(first) ? rows * (queries ? width : tiles.keys()) : 0;
    long right = p.streams(queries ? KEYS : VALUES) ? keys * width : 0;
    phase.transfers.firstLoadBits = p.bits() * (left + right);
  }

  private Phase storedScores() {
    Phase phase = new Phase(npu);
    load(phase, QUERIES, p.bits() * p.heads() * p.queries() * p.headDim(), rowBlocks());
    passKeys(phase, KEYS, p.headDim());
    phase.ledger.store(SCORES, storedBits());
    phase.transfers.stores(blocksOfScores());
    blocks.forEach(
        (rows, keys, first, times) -> {
          long scores = rows * keys;
          phase.ledger.read(AttentionLevel.ACCUMULATOR, SCORES, times * scores * PARTIAL_BITS);
          phase.ledger.write(AttentionLevel.SRAM, SCORES, times * scores * p.bits());
          phase.lastDrain = phase.vector(times, scores, scores * p.bits(), scores * PARTIAL);
        });
    firstLoad(phase, p.headDim(), true);
    phase.transfers.lastStoreBits = p.bits() * blocks.lastRows() * tiles.lastKeys();
    return phase;
  }

  private Phase storedSoftmax() {
    Phase phase = new Phase(npu);
    phase.ledger.load(SCORES, storedBits());
    phase.ledger.store(PROBABILITIES, storedBits());
    phase.transfers.loads(blocksOfScores());
    phase.transfers.stores(blocksOfScores());
    blocks.forEach(
        (rows, keys, first, times) -> {
          long scores = rows * keys;
          phase.ledger.read(AttentionLevel.SRAM, SCORES, times * scores * p.bits());
          phase.ledger.write(AttentionLevel.SRAM, PROBABILITIES, times * scores * p.bits());
          phase.vector(times, scores * p.scoreLaneOps(), 2 * scores * p.bits(), 0);
        });
    // One row of scores is enough to start with.
    phase.transfers.firstLoadBits = p.bits() * tiles.keys();
    phase.transfers.lastStoreBits = p.bits() * tiles.lastKeys();
    return phase;
  }

  private Phase storedValues() {
    Phase phase = new Phase(npu);
    phase.ledger.load(PROBABILITIES, storedBits());
    phase.transfers.loads(blocksOfScores());
    passKeys(phase, VALUES, p.valueDim());
    storeOutput(phase);
    drain(phase, OUTPUT);
    firstLoad(phase, p.valueDim(), false);
    return phase;
  }

  private long blocksOfScores() {
    return p.kvHeads() * blocks.headBlocks() * tiles.visited();
  }

  /** Scores or probabilities in DRAM, without the blocks that are skipped. */
  private long storedBits() {
    return p.bits() * p.heads() * tiles.scores();
  }
}
