package dev.npusim.npu.program;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Region;

/** One piece of work of one engine. */
public sealed interface Instruction {
  /** Position in the program. */
  int id();

  /** Index in the graph's nodes of the operation this work is for. */
  int layer();

  /** Earlier instructions that must have completed before this one is issued. */
  ImmutableIntArray after();

  ImmutableList<Access> reads();

  ImmutableList<Access> writes();

  /**
   * Moves part of a tensor between DRAM and the SRAM.
   *
   * @param channel DMA channel
   * @param fromDram direction
   * @param onChip the SRAM side; the DRAM side is the same region of the same tensor
   * @param bytes of the region, group scales included
   */
  record Transfer(
      int id,
      int layer,
      ImmutableIntArray after,
      int channel,
      boolean fromDram,
      Traffic traffic,
      Access onChip,
      long bytes)
      implements Instruction {
    @Override
    public ImmutableList<Access> reads() {
      return fromDram ? ImmutableList.of() : ImmutableList.of(onChip);
    }

    @Override
    public ImmutableList<Access> writes() {
      return fromDram ? ImmutableList.of(onChip) : ImmutableList.of();
    }
  }

  /** What DRAM traffic is for. */
  enum Traffic {
    WEIGHTS,
    /** Graph inputs and states, read. */
    INPUTS,
    /** Graph outputs, written. */
    OUTPUTS,
    SPILL_WRITE,
    SPILL_READ,
    OTHER
  }

  /**
   * A matrix product tile on the MAC array: adds {@code batch} products of m x k by k x n to an
   * accumulator residency.
   *
   * @param core whose array it runs on; the output lies in that core's accumulator
   * @param batch independent products run one after the other (groups of a convolution)
   * @param k the part [reductionBegin, reductionEnd) of the reduction
   * @param output the accumulator side; complete when its parts have covered the whole reduction
   * @param reads SRAM operands
   */
  record ArrayTile(
      int id,
      int layer,
      ImmutableIntArray after,
      int core,
      Dataflow dataflow,
      int batch,
      int m,
      int n,
      int reductionBegin,
      int reductionEnd,
      Access output,
      ImmutableList<Access> reads)
      implements Instruction {
    /** On the first core. */
    public ArrayTile(
        int id,
        int layer,
        ImmutableIntArray after,
        Dataflow dataflow,
        int batch,
        int m,
        int n,
        int reductionBegin,
        int reductionEnd,
        Access output,
        ImmutableList<Access> reads) {
      this(id, layer, after, 0, dataflow, batch, m, n, reductionBegin, reductionEnd, output, reads);
    }

    public int k() {
      return reductionEnd - reductionBegin;
    }

    public long macs() {
      return (long) batch * m * n * k();
    }

    @Override
    public ImmutableList<Access> writes() {
      return ImmutableList.of(output);
    }
  }

  /**
   * Vector work on one region, as a chain of stages: intermediate results stay in the vector unit's
   * registers.
   *
   * @param layer the last stage's
   * @param core whose vector unit it runs on; sums it reads are in that core's accumulator
   * @param stages in order
   * @param reads accumulator and SRAM operands
   * @param writes SRAM results, or running outputs rescaled in the accumulator; empty for
   *     statistics
   */
  record VectorTile(
      int id,
      int layer,
      ImmutableIntArray after,
      int core,
      ImmutableList<Stage> stages,
      ImmutableList<Access> reads,
      ImmutableList<Access> writes)
      implements Instruction {
    /** On the first core. */
    public VectorTile(
        int id,
        int layer,
        ImmutableIntArray after,
        ImmutableList<Stage> stages,
        ImmutableList<Access> reads,
        ImmutableList<Access> writes) {
      this(id, layer, after, 0, stages, reads, writes);
    }

    public long laneOps() {
      long sum = 0;
      for (Stage stage : stages) {
        sum += stage.laneOps();
      }
      return sum;
    }
  }

  /**
   * One step of a vector instruction.
   *
   * @param layer index in the graph's nodes
   * @param kind what it does for that node
   * @param region of the node's output that it covers (of its input for STATISTICS, of its weights
   *     for DEQUANTIZE)
   * @param laneOps elementary operations
   * @param macs multiply-accumulates, for contractions that run on the vector unit; each is one of
   *     the lane operations
   */
  record Stage(int layer, Kind kind, Region region, long laneOps, long macs) {
    /** What a stage does for its node. */
    public enum Kind {
      /** Takes a contraction's finished partial sums: bias, scale, rounding. */
      DRAIN,
      /** A vector operation, or a contraction computed on the vector unit. */
      COMPUTE,
      /** First pass of a norm whose statistics run over rows. */
      STATISTICS,
      /**
       * Widens a part of a layer's weights, in the coordinates of their tensor, to the format the
       * array multiplies them in.
       */
      DEQUANTIZE,
      /** Turns a block of attention scores into probabilities. */
      SOFTMAX,
      /**
       * Brings an attention's running outputs in the accumulator, in place, to the maximum that a
       * further block of keys may have raised; between the sums over two blocks of keys.
       */
      RESCALE
    }
  }
}
