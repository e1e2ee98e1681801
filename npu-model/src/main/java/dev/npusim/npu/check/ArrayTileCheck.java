package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.MatMul;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.hardware.ArraySpec.DataflowPolicy;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Instruction.ArrayTile;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** An array tile is one matrix product (or one per group) of its node, and reads its operands. */
final class ArrayTileCheck {
  private final Run run;
  private final Roots roots;
  private final Weights weights;
  private final Contractions contractions;
  private final ReplayMemory memory;
  private final Completion completion;
  private final RunningOutputs running;

  ArrayTileCheck(
      Run run,
      Roots roots,
      Contractions contractions,
      ReplayMemory memory,
      Completion completion,
      RunningOutputs running) {
    this.run = run;
    this.roots = roots;
    this.weights = new Weights(run);
    this.contractions = contractions;
    this.memory = memory;
    this.completion = completion;
    this.running = running;
  }

  void issued(ArrayTile tile) {
    Node node = run.node(tile.layer());
    String problem = shape(tile, node);
    if (problem != null) {
      run.findings().add(Kind.WORK, run.name(tile) + " " + problem);
      return;
    }
    for (Access access : tile.reads()) {
      if (memory.isAccumulator(access)) {
        run.findings().add(Kind.WORK, run.name(tile) + " reads an operand from the accumulator");
      } else {
        memory.read(tile, access);
      }
    }
    List<Piece> needed = new ArrayList<>();
    contractions.operands(
        node,
        isScores(tile, node),
        tile.output().region(),
        tile.reductionBegin(),
        tile.reductionEnd(),
        needed);
    if (weights.isWidened(node)) {
      widened(tile, node, needed);
    }
    new Operands(run, tile).require(needed);
    if (isValues(tile, node)) {
      running.sumIssued(tile);
    }
  }

  /** The array reads the widened weights, not the stored ones. */
  private void widened(ArrayTile tile, Node node, List<Piece> needed) {
    int wide = weights.widened(node);
    if (wide < 0) {
      run.findings().add(Kind.OPERAND, run.name(tile) + " multiplies weights nobody widened");
      return;
    }
    int narrow = roots.tensor(node.input(1).name());
    needed.replaceAll(p -> p.tensor() == narrow ? new Piece(wide, p.region()) : p);
  }

  void done(ArrayTile tile) {
    completion.multiplied(tile.layer(), tile.macs());
    if (isValues(tile, run.node(tile.layer()))) {
      running.sumDone(tile);
    }
    String twice =
        memory
            .sums(tile.output())
            .add(tile.output().region(), tile.reductionBegin(), tile.reductionEnd());
    if (twice != null) {
      run.findings().add(Kind.REDUCTION, run.name(tile) + " sums " + twice + " a second time");
    }
  }

  private boolean isValues(ArrayTile tile, Node node) {
    return node.op() instanceof Attention && !isScores(tile, node);
  }

  private boolean isScores(ArrayTile tile, Node node) {
    return node.op() instanceof Attention
        && run.tensor(tile.output()).name().equals(node.name() + Contractions.SCORES);
  }

  /** What is wrong with the tile's shape, or null. */
  private @Nullable String shape(ArrayTile tile, Node node) {
    Region region = tile.output().region();
    if (!(node.op() instanceof Contraction)) {
      return "runs " + node.op().kind() + " on the array";
    }
    boolean scores = isScores(tile, node);
    if (!scores && !run.tensor(tile.output()).name().equals(node.output().name())) {
      return "sums into " + run.tensor(tile.output()).name();
    }
    if (!memory.isAccumulator(tile.output())) {
      return "sums into the SRAM";
    }
    if (!Cores.owns(run, tile.core(), tile.output())) {
      return "of core " + tile.core() + " sums into another core's accumulator";
    }
    if (!allowed(tile.dataflow())) {
      return "runs " + tile.dataflow() + ", the array only " + run.npu().array().dataflow();
    }
    int stacked = stacked(tile, node, scores);
    if (tile.m() != stacked * region.rows()
        || (long) tile.batch() * tile.n() * stacked != region.columns()) {
      return "multiplies "
          + tile.batch()
          + " x "
          + tile.m()
          + " x "
          + tile.n()
          + " for outputs "
          + region;
    }
    long whole = Contractions.reduction(node, scores);
    if (tile.reductionEnd() > whole) {
      return "sums to " + tile.reductionEnd() + " of a reduction over " + whole;
    }
    if (tile.batch() > 1 && !(node.op() instanceof Convolution)) {
      return "has " + tile.batch() + " products of a node without groups";
    }
    return isOneProduct(tile, node, scores, stacked)
        ? null
        : "covers outputs " + region + ", which are not one matrix product";
  }

  /**
   * Query heads whose outputs are one product: values of stacked heads that share them, their rows
   * of probabilities one below the other, their outputs side by side.
   */
  private static int stacked(ArrayTile tile, Node node, boolean scores) {
    Region region = tile.output().region();
    return node.op() instanceof Attention attention
            && !scores
            && region.columns() > attention.valueDim()
            && region.columnBegin() % attention.valueDim() == 0
            && region.columns() % attention.valueDim() == 0
        ? region.columns() / attention.valueDim()
        : 1;
  }

  private boolean allowed(Dataflow dataflow) {
    DataflowPolicy policy = run.npu().array().dataflow();
    return switch (policy) {
      case FLEXIBLE -> true;
      case WEIGHT_STATIONARY -> dataflow == Dataflow.WEIGHT_STATIONARY;
      case INPUT_STATIONARY -> dataflow == Dataflow.INPUT_STATIONARY;
      case OUTPUT_STATIONARY ->
          dataflow == Dataflow.OUTPUT_STATIONARY
              || dataflow == Dataflow.OUTPUT_STATIONARY_TRANSPOSED;
    };
  }

  /** All outputs multiply the same columns of the first operand by the same second operand. */
  private static boolean isOneProduct(ArrayTile tile, Node node, boolean scores, int stacked) {
    Region region = tile.output().region();
    if (node.op() instanceof Convolution convolution) {
      long perGroup = node.output().type().columns() / convolution.groups();
      return tile.batch() == 1
          ? sameBlock(region.columnBegin(), region.columnEnd(), perGroup)
          : tile.n() == perGroup && region.columnBegin() % perGroup == 0;
    }
    if (node.op() instanceof MatMul) {
      long rows = node.output().type().shape().dim(-2);
      return sameBlock(region.rowBegin(), region.rowEnd(), rows);
    }
    if (node.op() instanceof Attention attention) {
      long queries = node.input(0).type().shape().dim(1);
      long sharing = attention.heads() / attention.kvHeads();
      return scores
          ? sameBlock(region.rowBegin(), region.rowEnd(), queries * sharing)
          : sameBlock(region.rowBegin(), region.rowEnd(), queries)
              && sameBlock(
                  region.columnBegin(),
                  region.columnEnd(),
                  stacked == 1 ? attention.valueDim() : sharing * attention.valueDim());
    }
    return true;
  }

  private static boolean sameBlock(long begin, long end, long size) {
    return begin / size == (end - 1) / size;
  }
}
