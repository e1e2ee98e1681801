package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionCost;
import dev.npusim.mapper.attention.AttentionLevel;
import dev.npusim.mapper.attention.AttentionNest;
import dev.npusim.mapper.attention.AttentionNest.Order;
import dev.npusim.mapper.attention.AttentionOperand;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.viz.report.NestLines.Line;
import dev.npusim.viz.text.Units;
import java.util.StringJoiner;

/** The loop nest of an attention as people draw it, outermost loop first. */
public final class AttentionNestLines {
  private final AttentionProblem problem;
  private final AttentionCost cost;
  private final AttentionNest nest;
  private final ImmutableList.Builder<Line> lines = ImmutableList.builder();
  private int depth;

  private AttentionNestLines(AttentionProblem problem, AttentionCost cost) {
    this.problem = problem;
    this.cost = cost;
    this.nest = cost.nest();
  }

  public static ImmutableList<Line> of(AttentionProblem problem, AttentionCost cost) {
    AttentionNestLines drawn = new AttentionNestLines(problem, cost);
    switch (cost.nest().order()) {
      case QUERIES_OUTER, KEYS_OUTER -> drawn.fused();
      case UNFUSED -> drawn.unfused();
    }
    return drawn.lines.build();
  }

  private void fused() {
    boolean queriesOuter = nest.order() == Order.QUERIES_OUTER;
    open("dram", "keeps Q, K, V, O");
    loop("kv_head", problem.kvHeads(), 1);
    boolean keysHeld = queriesOuter && (nest.held() || nest.keys() == problem.keys());
    boolean rowsHeld = !queriesOuter && nest.held();
    sram(keysHeld, rowsHeld, "held for the key/value head");
    if (queriesOuter) {
      loop("head", problem.sharing(), nest.heads());
      loop("q", problem.queries(), nest.rows());
      sram(!keysHeld, true, "");
      loop("k", problem.keys(), nest.keys());
    } else {
      loop("k", problem.keys(), nest.keys());
      loop("head", problem.sharing(), nest.heads());
      loop("q", problem.queries(), nest.rows());
      sram(true, !rowsHeld, "");
    }
    if (problem.causal()) {
      open("if k block <= last q of block", "causal: blocks behind the mask are skipped");
    }
    open("accumulator", "keeps " + keeps(AttentionLevel.ACCUMULATOR));
    scores();
    step("P = exp(S - max), row sums", "vector unit; " + probabilities());
    if (nest.keys() < problem.keys()) {
      step("O partial *= exp(old max - max)", "vector unit; where an earlier block went before");
    }
    values("O partial += P V");
    depth -= problem.causal() ? 2 : 1;
    step("O = O partial / sums", "vector unit; after the last block of keys");
  }

  /** Only where there is something to say at this depth. */
  private void sram(boolean keys, boolean rows, String note) {
    StringJoiner parts = new StringJoiner(", ");
    if (keys) {
      add(parts, AttentionOperand.KEYS);
      add(parts, AttentionOperand.VALUES);
    }
    if (rows) {
      add(parts, AttentionOperand.QUERIES);
      add(parts, AttentionOperand.STATE);
    }
    if (parts.length() > 0) {
      open("sram", "keeps " + parts + (note.isEmpty() ? "" : ", " + note));
    }
  }

  private void add(StringJoiner parts, AttentionOperand operand) {
    long bytes = cost.tileBytes(AttentionLevel.SRAM, operand);
    if (bytes > 0) {
      parts.add(operand.symbol() + " " + Units.bytes(bytes));
    }
  }

  private void unfused() {
    open("dram", "keeps Q, K, V, S, P, O");
    products(() -> scores(), "S to DRAM");
    step("for each row: P = softmax(S)", "vector unit; S from DRAM, P to DRAM");
    products(() -> values("O += P V"), "P from DRAM");
  }

  private void products(Runnable product, String note) {
    int outside = depth;
    loop("kv_head", problem.kvHeads(), 1);
    loop("head", problem.sharing(), nest.heads());
    loop("q", problem.queries(), nest.rows());
    loop("k", problem.keys(), nest.keys());
    open("sram", note + (nest.held() ? "; K or V of a key/value head stay in SRAM" : ""));
    product.run();
    depth = outside;
  }

  private void scores() {
    step("S = Q K^T", product(nest.scores(), nest.keys(), problem.headDim()));
  }

  private void values(String text) {
    step(text, product(nest.values(), problem.valueDim(), nest.keys()));
  }

  private String product(Dataflow dataflow, long n, long k) {
    return "array, "
        + dataflow.shortName()
        + ": M="
        + nest.heads() * nest.rows()
        + " N="
        + n
        + " K="
        + k;
  }

  private String probabilities() {
    return "P "
        + Units.bytes(cost.tileBytes(AttentionLevel.SRAM, AttentionOperand.PROBABILITIES))
        + " of SRAM";
  }

  private String keeps(AttentionLevel level) {
    StringJoiner kept = new StringJoiner(", ");
    for (AttentionOperand operand : AttentionOperand.values()) {
      if (cost.tileBytes(level, operand) > 0) {
        kept.add(operand.symbol() + " " + Units.bytes(cost.tileBytes(level, operand)));
      }
    }
    return kept.toString();
  }

  private void open(String text, String note) {
    step(text, note);
    depth++;
  }

  private void step(String text, String note) {
    lines.add(new Line(depth, text, note));
  }

  private void loop(String dim, long bound, long tile) {
    long count = (bound + tile - 1) / tile;
    long last = bound - (count - 1) * tile;
    String tiles =
        tile == 1 ? "" : dim + " tiles of " + tile + (last < tile ? ", last " + last : "");
    open("for " + dim + " in [0:" + count + ")", tiles);
  }
}
