package dev.npusim.mapper.plan;

import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.fuse.Group;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.WeightForm;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.Npu;

/** States what the tiling search has to know of a group, for a given residency. */
public final class Problems {
  private final Npu npu;
  private final Precision precision;
  private final GroupContext context;

  public Problems(Npu npu, Precision precision, GroupContext context) {
    this.npu = npu;
    this.precision = precision;
    this.context = context;
  }

  /**
   * @param index the group's, or -1 to take every operand and the result as streamed
   */
  public ContractionProblem of(Group.Contract group, int index) {
    Node anchor = group.anchor();
    LoopNest nest = ((Contraction) anchor.op()).loopNests(anchor.types()).get(0);
    LoopNest.Matrix matrix = nest.asMatrix();
    boolean product = anchor.op() instanceof MatMul;
    boolean grouped = anchor.op() instanceof Convolution conv && conv.groups() > 1;
    int panels = (int) (anchor.output().type().columns() / group.output().type().columns());
    Value input = anchor.input(0);
    Value source = group.prologue().isEmpty() ? input : group.prologue().get(0).input(0);
    long inputRows = product ? matrix.m() : input.type().rows();
    double prologue =
        group.prologue().stream().mapToDouble(node -> (double) node.laneOps()).sum()
            / input.elements();
    double epilogue = panels;
    for (Node node : group.epilogue()) {
      epilogue += (double) node.laneOps() / group.output().elements();
    }
    for (Node norm : group.statistics()) {
      epilogue += ((Normalization) norm.op()).kindOf().statisticsLaneOps();
    }
    int streamedOperands = 0;
    for (Node node : group.epilogue()) {
      for (Value value : context.rowOperands(group, node)) {
        if (index < 0 || !context.isResident(value, index)) {
          streamedOperands++;
        }
      }
    }
    double passes = context.needsStatisticsPass(group) ? 2 : 1;
    boolean staticWeights = anchor.input(1).isStatic();
    return new ContractionProblem(
        layer(anchor, nest),
        matrix.m(),
        grouped ? matrix.n() * matrix.batch() : matrix.n() / panels,
        panels,
        matrix.k(),
        grouped ? Math.toIntExact(matrix.batch()) : 1,
        product ? matrix.batch() : 1,
        rowQuantum(anchor),
        inputRows,
        haloRows(anchor),
        product ? matrix.k() : input.type().columns(),
        precision.activationBits(),
        staticWeights ? weights(anchor) : WeightForm.plain(precision.activationBits(), false),
        npu.array().rate(Formats.macFormat(anchor.op(), precision)),
        prologue,
        !group.prologue().isEmpty(),
        epilogue,
        streamedOperands,
        index < 0 ? passes : passes * (1 - context.residentShare(source, index)),
        index < 0 ? 1 : 1 - context.residentShare(anchor.input(1), index),
        index < 0 || !context.staysAfter(group.output(), index) ? 1 : 0);
  }

  private WeightForm weights(Node anchor) {
    boolean widened = Formats.dequantizes(anchor, precision, npu.array());
    return new WeightForm(
        precision.weightBits(),
        precision.weightBits() < 8,
        context.tensors().of(anchor.input(1)).sparsity(),
        widened ? npu.vector().dequantization() : 0,
        widened ? precision.activationBits() : precision.weightBits());
  }

  /** The loop nest in the order in which tensors are stored: images by position. */
  private Layer layer(Node anchor, LoopNest nest) {
    if (!(anchor.op() instanceof Convolution conv)) {
      return Layers.of("", (Contraction) anchor.op(), anchor.types(), precision).get(0);
    }
    LoopNest.Matrix matrix = nest.asMatrix();
    if (matrix.batch() == 1 && conv.rows().kernel() == 1 && conv.columns().kernel() == 1) {
      return Layers.gemm("", matrix.m(), matrix.n(), matrix.k(), precision);
    }
    return Layers.positions(
        "",
        (LoopNest.Conv) nest,
        (long) conv.rows().stride() * conv.columns().stride(),
        conv.rows().dilation() * anchor.input(0).type().shape().dim(3),
        precision);
  }

  private static int rowQuantum(Node anchor) {
    return anchor.op() instanceof Convolution
        ? Math.toIntExact(anchor.output().type().shape().dim(3))
        : 1;
  }

  private static long haloRows(Node anchor) {
    if (!(anchor.op() instanceof Convolution conv)) {
      return 0;
    }
    int reach = conv.rows().dilation() * (conv.rows().kernel() - 1) + 1;
    return Math.max(0, reach - conv.rows().stride()) * anchor.input(0).type().shape().dim(3);
  }

  /**
   * @param index the group's, or -1 to take every operand and the result as streamed
   */
  public AttentionProblem of(Group.Attend group, int index) {
    Node node = group.anchor();
    ImmutableSet.Builder<AttentionOperand> resident = ImmutableSet.builder();
    if (index >= 0) {
      AttentionOperand[] operands = {
        AttentionOperand.QUERIES, AttentionOperand.KEYS, AttentionOperand.VALUES
      };
      for (int i = 0; i < operands.length; i++) {
        if (context.isResident(node.input(i), index)) {
          resident.add(operands[i]);
        }
      }
      if (context.staysAfter(node.output(), index)) {
        resident.add(AttentionOperand.OUTPUT);
      }
    }
    return AttentionProblem.ofProgram(
        (Attention) node.op(), node.types(), precision, resident.build());
  }
}
