package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.GroupContext;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.npu.program.Tensor;

/**
 * Room on the chip for the blocks of an attention: two slots of what changes, one filled or emptied
 * while the other is worked on, unless it is resident.
 */
final class AttendWorkspace {
  static final int SLOTS = 2;

  /** The maximum and the sum of a row, kept with its running output. */
  private static final int STATISTICS = 2;

  private final GroupContext context;
  private final AttentionProblem problem;
  private final Node node;
  private final Attention op;

  AttendWorkspace(GroupContext context, AttentionProblem problem, Node node) {
    this.context = context;
    this.problem = problem;
    this.node = node;
    this.op = (Attention) node.op();
  }

  AttentionProblem problem() {
    return problem;
  }

  boolean streams(AttentionOperand operand) {
    return !problem.resident().contains(operand);
  }

  Tensor probabilities() {
    return context.tensors().of(node.name() + TensorTable.PROBABILITIES);
  }

  /** Bytes of a slot in SRAM. */
  long slotBytes(AttentionNest nest, AttentionOperand operand) {
    return switch (operand) {
      case QUERIES -> context.slotBytes(node.input(0), nest.rows(), nest.heads() * op.headDim());
      case KEYS -> context.slotBytes(node.input(1), nest.keys(), op.headDim());
      case VALUES -> context.slotBytes(node.input(2), nest.keys(), op.valueDim());
      case OUTPUT -> context.slotBytes(node.output(), nest.rows(), nest.heads() * op.valueDim());
      case PROBABILITIES ->
          AddressSpace.align(probabilities().bytes(nest.heads() * nest.rows() * nest.keys()));
      default -> throw new IllegalArgumentException(operand + " has no slots in SRAM");
    };
  }

  /** Bytes of SRAM of a nest. */
  long sramBytes(AttentionNest nest) {
    int slots = SLOTS * context.npu().cores();
    long bytes = slots * slotBytes(nest, AttentionOperand.PROBABILITIES);
    for (AttentionOperand operand :
        new AttentionOperand[] {AttentionOperand.QUERIES, AttentionOperand.OUTPUT}) {
      bytes += streams(operand) ? slots * slotBytes(nest, operand) : 0;
    }
    for (AttentionOperand operand :
        new AttentionOperand[] {AttentionOperand.KEYS, AttentionOperand.VALUES}) {
      if (streams(operand)) {
        int input = operand == AttentionOperand.KEYS ? 1 : 2;
        int width = operand == AttentionOperand.KEYS ? op.headDim() : op.valueDim();
        bytes +=
            nest.held()
                ? (problem.kvHeads() > 1 ? Math.min(slots, problem.kvHeads()) : 1)
                    * held(node.input(input), width)
                : slots * slotBytes(nest, operand);
      }
    }
    return bytes;
  }

  private long held(Value value, int width) {
    return context.slotBytes(value, problem.keys(), width);
  }

  /** Bytes of a slot of scores in the accumulator. */
  static long scoreBytes(AttentionNest nest) {
    return AddressSpace.align(
        nest.heads() * nest.rows() * nest.keys() * Precision.PARTIAL_SUM_BYTES);
  }

  /** Bytes of a slot of running outputs there. */
  static long outputBytes(AttentionNest nest, int valueDim) {
    return AddressSpace.align(
        nest.heads() * nest.rows() * (valueDim + STATISTICS) * Precision.PARTIAL_SUM_BYTES);
  }
}
