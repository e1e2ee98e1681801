package dev.npusim.mapper.attention;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.Npu;

/** What the cost of attention takes for granted, in sentences. */
final class AttentionAssumptions {
  private AttentionAssumptions() {}

  static ImmutableList<String> of(AttentionProblem problem, Npu npu) {
    return ImmutableList.of(
        "Q, K, V and the output start and end in DRAM; what changes while it is used has two"
            + " buffers",
        "array, vector unit and DMA overlap but for the first blocks that arrive, the first"
            + " scores, the last values and the last output; values wait for the rescaling of their"
            + " output, and that for the values before; scores have two buffers",
        npu.dram().type()
            + " at its sustained bandwidth, whole bursts of all bytes together; one DMA set-up per"
            + " phase is exposed",
        "scores and running outputs are 32-bit in the accumulator, each row with its maximum and"
            + " sum; probabilities, and scores that are stored, have "
            + problem.bits()
            + " bits",
        "softmax takes "
            + problem.scoreLaneOps()
            + " lane operations per score, a later block of keys 4 per row and 1 per element of"
            + " the running output to rescale it, the output 1"
            + " per element",
        problem.causal()
            ? "causal: blocks of keys that no query of a block sees are skipped, those on the"
                + " diagonal computed whole"
            : "no block of scores is skipped: not causal",
        "energy has the vector unit and static power in it, unlike loop nests of one product");
  }
}
