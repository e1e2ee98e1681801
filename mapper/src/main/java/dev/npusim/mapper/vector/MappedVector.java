package dev.npusim.mapper.vector;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.npu.hardware.Npu;

/**
 * A vector operation, the best blocks found for it, and what is known about better ones.
 *
 * @param floor what nothing can beat
 * @param searched its cost and bound are in cycles, pJ, or pJ x cycles
 */
public record MappedVector(
    VectorProblem problem,
    Npu npu,
    VectorCost best,
    VectorFloor floor,
    MappedLayer.Searched searched) {

  /**
   * Whether the vector unit is the better engine by the objective of both searches. Neither side
   * has static power; the array's side lacks the drain of its sums.
   */
  public boolean isBetterThan(MappedLayer onArray) {
    return searched.cost() < onArray.searched().orElseThrow().cost();
  }

  /** What the figures take for granted, one sentence each. */
  public ImmutableList<String> assumptions() {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    all.add(
        "operands start and end in DRAM; what changes from block to block has two buffers, and what"
            + " is there from the block before is not read again",
        "vector unit and DMA overlap but for the first block that arrives and the last that leaves;"
            + " each operand of a block is a DMA transfer with its set-up",
        npu.dram().type() + " at its sustained bandwidth, whole bursts for each transfer",
        "lane operations per element are those of simulate; operations fused with a neighbour cost"
            + " less there");
    if (problem.hasTwoPasses()) {
      all.add(
          "a norm over rows passes twice: statistics, then the result; its input is read twice"
              + " unless it is held");
    }
    return all.add("energy has no static power in it, like loop nests of one product").build();
  }
}
