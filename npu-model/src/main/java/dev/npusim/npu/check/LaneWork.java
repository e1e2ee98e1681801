package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Whole;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.VectorTile;

/**
 * No vector work is free: the lane operations and MACs of a stage are its node's, in proportion to
 * its region. What a drain or an online softmax does beyond its minimum is the program's choice.
 */
final class LaneWork {
  private final Run run;
  private final Weights weights;

  LaneWork(Run run) {
    this.run = run;
    this.weights = new Weights(run);
  }

  void check(VectorTile tile, Stage stage, Node node) {
    long elements = stage.region().elements();
    boolean multiplies = stage.kind() == Stage.Kind.COMPUTE && node.op() instanceof Contraction;
    long macs = multiplies ? elements * Contractions.reduction(node, false) : 0;
    if (stage.macs() != macs) {
      report(tile, node, stage.macs() + " MACs, not " + macs);
    }
    switch (stage.kind()) {
      case DRAIN -> atLeast(tile, stage, node, elements);
      case SOFTMAX -> atLeast(tile, stage, node, elements * ((Attention) node.op()).scoreLaneOps());
      case RESCALE -> {
        long width = ((Attention) node.op()).valueDim();
        long heads = stage.region().columns() / width;
        exactly(tile, stage, node, heads * Attention.rescaleLaneOps(stage.region().rows(), width));
      }
      case STATISTICS -> {
        Normalization norm = (Normalization) node.op();
        exactly(tile, stage, node, elements * norm.kindOf().statisticsLaneOps());
      }
      case DEQUANTIZE -> {
        double each = run.npu().vector().dequantization();
        exactly(tile, stage, node, (long) Math.ceil(weights.stored(node, stage.region()) * each));
      }
      case COMPUTE -> {
        if (multiplies) {
          atLeast(tile, stage, node, macs);
        } else {
          exactly(tile, stage, node, expected(node, elements));
        }
      }
    }
  }

  private static long expected(Node node, long elements) {
    if (node.op() instanceof Normalization norm && !norm.isRowLocal()) {
      return elements * norm.kindOf().applyLaneOps();
    }
    if (node.op() instanceof Whole) {
      // Made in one piece.
      return node.laneOps();
    }
    if (node.op() instanceof SelectiveScan) {
      return node.laneOps()
          / node.output().type().columns()
          * (elements / node.output().type().rows());
    }
    return node.laneOps() / node.output().elements() * elements;
  }

  private void atLeast(VectorTile tile, Stage stage, Node node, long laneOps) {
    if (stage.laneOps() < laneOps) {
      report(tile, node, stage.laneOps() + " lane operations, at least " + laneOps);
    }
  }

  private void exactly(VectorTile tile, Stage stage, Node node, long laneOps) {
    if (stage.laneOps() != laneOps) {
      report(tile, node, stage.laneOps() + " lane operations, not " + laneOps);
    }
  }

  private void report(VectorTile tile, Node node, String what) {
    run.findings()
        .add(Kind.WORK, run.name(tile) + " has for " + node.name() + " " + what + " expected");
  }
}
