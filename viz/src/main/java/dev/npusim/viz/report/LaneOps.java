package dev.npusim.viz.report;

import dev.npusim.ir.Node;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.ir.op.SelectiveScan;

/**
 * Elementary operations of the vector unit.
 *
 * @param nodes of the layers themselves, without what attention does inside
 * @param softmax of the softmax inside attention
 * @param scan of the recurrence of selective scans, part of {@code nodes}
 * @param scanSkip multiply-adds of these scans' skip D, part of {@code nodes}
 */
public record LaneOps(long nodes, long softmax, long scan, long scanSkip) {
  static final LaneOps NONE = new LaneOps(0, 0, 0, 0);

  static LaneOps of(Node node) {
    long softmax = 0;
    if (node.op() instanceof Attention attention) {
      LoopNest.Matrix scores = attention.loopNests(node.types()).get(0).asMatrix();
      softmax = scores.batch() * scores.m() * scores.n() * attention.scoreLaneOps();
    }
    long scan = node.op() instanceof SelectiveScan op ? op.recurrenceLaneOps(node.types()) : 0;
    boolean scans = node.op() instanceof SelectiveScan;
    return new LaneOps(node.laneOps(), softmax, scan, scans ? node.laneOps() - scan : 0);
  }

  LaneOps plus(LaneOps other) {
    return new LaneOps(
        Math.addExact(nodes, other.nodes),
        Math.addExact(softmax, other.softmax),
        Math.addExact(scan, other.scan),
        Math.addExact(scanSkip, other.scanSkip));
  }
}
