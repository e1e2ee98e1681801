package dev.npusim.mapper.emit;

import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.attention.AttentionBlocks;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.npu.hardware.Npu;
import java.util.Optional;

/** Which blocks an attention gets in a program. */
record AttendChoice(Group.Attend group, AttentionProblem problem, AttendWorkspace workspace) {

  AttendChoice(Group.Attend group, GroupContext context, AttentionProblem problem) {
    this(group, problem, new AttendWorkspace(context, problem, group.anchor()));
  }

  /** The fastest within a budget of SRAM. */
  Optional<AttentionCost> best(AttentionBlocks blocks, long budgetBytes) {
    return blocks.best(problem, workspace::sramBytes, budgetBytes);
  }

  /** Says what the smallest blocks need and what there is. */
  InfeasibleException infeasible(AttentionBlocks blocks, Npu npu, long budgetBytes) {
    long least =
        blocks.candidates(problem).stream()
            .mapToLong(cost -> workspace.sramBytes(cost.nest()))
            .min()
            .orElse(-1);
    return new InfeasibleException(
        least >= 0
            ? "layer %s: its smallest blocks of attention need %,d bytes of SRAM; there are %,d"
                .formatted(group.anchor().name(), least, budgetBytes)
            : "layer %s: %s".formatted(group.anchor().name(), problem.tooSmall(npu)));
  }
}
