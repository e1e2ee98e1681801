package dev.npusim.npu.check;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.View;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Instruction.VectorTile;
import java.util.ArrayList;
import java.util.List;

/**
 * A vector tile: every stage has its operands, from memory or from the stages before; what the tile
 * writes is what its stages computed.
 */
final class VectorTileCheck {
  private final Run run;
  private final Roots roots;
  private final VectorOperands operands;
  private final ReplayMemory memory;
  private final Completion completion;
  private final LaneWork work;
  private final Weights weights;
  private final RunningOutputs running;

  VectorTileCheck(
      Run run,
      Roots roots,
      VectorOperands operands,
      ReplayMemory memory,
      Completion completion,
      RunningOutputs running) {
    this.run = run;
    this.roots = roots;
    this.operands = operands;
    this.memory = memory;
    this.completion = completion;
    this.work = new LaneWork(run);
    this.weights = new Weights(run);
    this.running = running;
  }

  void issued(VectorTile tile) {
    for (Access access : tile.reads()) {
      if (!memory.isAccumulator(access)) {
        memory.read(tile, access);
      } else if (!Cores.owns(run, tile.core(), access)) {
        report(Kind.WORK, tile, "of core " + tile.core() + " reads another core's accumulator");
      }
    }
    Operands atHand = new Operands(run, tile);
    List<Piece> results = new ArrayList<>();
    for (Stage stage : tile.stages()) {
      Node node = run.node(stage.layer());
      if (!fits(tile, stage, node)) {
        return;
      }
      if (stage.kind() == Stage.Kind.RESCALE) {
        work.check(tile, stage, node);
        running.rescaleIssued(tile, stage);
        return;
      }
      List<Piece> needed = new ArrayList<>();
      needs(tile, stage, node, needed);
      if (node.op() instanceof Gather) {
        table(tile, stage, node, atHand);
      }
      atHand.require(needed);
      work.check(tile, stage, node);
      if (stage.kind() != Stage.Kind.STATISTICS) {
        Piece result = new Piece(resultTensor(stage, node), stage.region());
        results.add(result);
        atHand.add(result.tensor(), result.region());
      }
    }
    stored(tile, results);
    if (tile.layer() != tile.stages().get(tile.stages().size() - 1).layer()) {
      report(Kind.WORK, tile, "is not for its last stage's node");
    }
  }

  void done(VectorTile tile) {
    for (Access access : tile.writes()) {
      if (!memory.isAccumulator(access)) {
        memory.write(tile, access);
      }
    }
    for (Stage stage : tile.stages()) {
      completion.multiplied(stage.layer(), stage.macs());
      switch (stage.kind()) {
        case DRAIN, COMPUTE -> completion.output(tile, stage.layer(), stage.region());
        case SOFTMAX -> completion.probabilities(tile, stage.layer(), stage.region());
        case STATISTICS -> completion.statistics(tile, stage.layer(), stage.region());
        case RESCALE -> running.rescaleDone(tile);
        case DEQUANTIZE -> {}
      }
    }
  }

  private int resultTensor(Stage stage, Node node) {
    return stage.kind() == Stage.Kind.DEQUANTIZE
        ? weights.widened(node)
        : roots.tensor(resultName(stage, node));
  }

  private static String resultName(Stage stage, Node node) {
    return stage.kind() == Stage.Kind.SOFTMAX
        ? node.name() + Contractions.PROBABILITIES
        : node.output().name();
  }

  /** Whether the stage is one its node can have, over a region its node has. */
  private boolean fits(VectorTile tile, Stage stage, Node node) {
    boolean fits =
        switch (stage.kind()) {
          case DRAIN -> node.op() instanceof Contraction;
          case SOFTMAX -> node.op() instanceof Attention;
          case RESCALE -> node.op() instanceof Attention && tile.stages().size() == 1;
          case STATISTICS -> node.op() instanceof Normalization norm && !norm.isRowLocal();
          case DEQUANTIZE -> weights.isWidened(node) && weights.widened(node) >= 0;
          case COMPUTE -> !(node.op() instanceof View) && !(node.op() instanceof Attention);
        };
    if (!fits) {
      report(Kind.WORK, tile, "has a stage " + stage.kind() + " for " + node.op().kind());
      return false;
    }
    Region whole =
        stage.kind() == Stage.Kind.SOFTMAX || stage.kind() == Stage.Kind.DEQUANTIZE
            ? run.program().tensors().get(resultTensor(stage, node)).whole()
            : node.output().type().wholeRegion();
    if (stage.region().isEmpty() || !whole.contains(stage.region())) {
      report(Kind.WORK, tile, "covers " + stage.region() + " of " + node.name() + ", " + whole);
      return false;
    }
    return true;
  }

  private void needs(VectorTile tile, Stage stage, Node node, List<Piece> needed) {
    switch (stage.kind()) {
      case DRAIN -> {
        drained(tile, stage, node, node.output().name());
        operands.bias(node, stage.region(), needed);
      }
      case SOFTMAX -> drained(tile, stage, node, node.name() + Contractions.SCORES);
      case STATISTICS -> roots.resolve(node.input(0), stage.region(), needed);
      case DEQUANTIZE -> needed.add(new Piece(roots.tensor(node.input(1).name()), stage.region()));
      case RESCALE -> throw new IllegalStateException("a rescaling has no operands in SRAM");
      case COMPUTE -> {
        operands.operands(node, stage.region(), needed);
        rows(tile, stage, node);
      }
    }
  }

  /** The accumulator regions read hold the stage's region with its whole reduction. */
  private void drained(VectorTile tile, Stage stage, Node node, String tensor) {
    List<Region> parts = new ArrayList<>();
    long reduction = Contractions.reduction(node, stage.kind() == Stage.Kind.SOFTMAX);
    for (Access access : tile.reads()) {
      if (memory.isAccumulator(access)
          && run.tensor(access).name().equals(tensor)
          && access.region().overlaps(stage.region())) {
        parts.add(access.region());
        long macs = memory.sums(access).macs(access.region());
        if (macs != access.region().elements() * reduction) {
          report(
              Kind.REDUCTION,
              tile,
              "drains "
                  + run.name(access)
                  + " with "
                  + macs
                  + " of "
                  + access.region().elements() * reduction
                  + " MACs summed");
        }
      }
    }
    Region missing = RegionSet.missing(stage.region(), parts, 0);
    if (missing != null) {
      report(Kind.OPERAND, tile, "does not read " + missing + " of the sums of " + tensor);
    }
  }

  /** What needs whole rows has them; what needs statistics has those. */
  private void rows(VectorTile tile, Stage stage, Node node) {
    TensorType type = node.output().type();
    Region region = stage.region();
    boolean wholeRows = region.columns() == type.columns();
    if (node.op() instanceof Softmax && !wholeRows) {
      report(Kind.WORK, tile, "covers a part of the rows of " + node.name());
    }
    if (node.op() instanceof SelectiveScan && region.rows() != type.rows()) {
      report(Kind.WORK, tile, "covers a part of the tokens of " + node.name());
    }
    if (!(node.op() instanceof Normalization norm)) {
      return;
    }
    if (norm.kindOf() == Normalization.Kind.LAYER || norm.kindOf() == Normalization.Kind.RMS) {
      if (!wholeRows) {
        report(Kind.WORK, tile, "covers a part of the rows of " + node.name());
      }
    } else if (!norm.isRowLocal()) {
      int perElement =
          type.shape().rank() < 2 ? 1 : Math.toIntExact(type.rows() / type.shape().dim(0));
      int channels =
          norm.kindOf() == Normalization.Kind.INSTANCE
              ? 1
              : Math.toIntExact(type.columns() / norm.groups());
      Region over =
          new Region(
              region.rowBegin() / perElement * perElement,
              ((region.rowEnd() - 1) / perElement + 1) * perElement,
              region.columnBegin() / channels * channels,
              ((region.columnEnd() - 1) / channels + 1) * channels);
      Region missing = completion.statistics(stage.layer()).missing(over);
      if (missing != null) {
        report(
            Kind.STATISTICS,
            tile,
            "normalises " + region + " without statistics of " + missing + " of " + node.name());
      }
    }
  }

  /** A gather reads as many table rows as it picks; which ones is known only at run time. */
  private void table(VectorTile tile, Stage stage, Node node, Operands atHand) {
    List<Piece> whole = new ArrayList<>();
    roots.resolve(node.input(1), node.input(1).type().wholeRegion(), whole);
    long read = 0;
    for (Piece piece : whole) {
      read += atHand.elements(piece.tensor());
    }
    long rows = Math.min(stage.region().rows(), node.input(1).type().rows());
    if (read < rows * stage.region().columns()) {
      report(
          Kind.OPERAND,
          tile,
          "picks "
              + rows
              + " rows of "
              + node.input(1).name()
              + " and reads "
              + read
              + " elements");
    }
  }

  private void stored(VectorTile tile, List<Piece> results) {
    List<Piece> written = new ArrayList<>();
    for (Access access : tile.writes()) {
      Piece piece = new Piece(run.residency(access).tensor(), access.region());
      written.add(piece);
      Region missing = RegionSet.missing(piece.region(), of(results, piece.tensor()), 0);
      if (missing != null || memory.isAccumulator(access)) {
        report(Kind.WORK, tile, "writes " + run.name(access) + ", which it did not compute");
      }
    }
    Stage last = tile.stages().get(tile.stages().size() - 1);
    if (last.kind() != Stage.Kind.STATISTICS) {
      Piece result = results.get(results.size() - 1);
      Region missing = RegionSet.missing(result.region(), of(written, result.tensor()), 0);
      if (missing != null) {
        report(Kind.WORK, tile, "does not store " + missing + " of its result");
      }
    }
  }

  private static List<Region> of(List<Piece> pieces, int tensor) {
    return pieces.stream().filter(p -> p.tensor() == tensor).map(Piece::region).toList();
  }

  private void report(Kind kind, VectorTile tile, String what) {
    run.findings().add(kind, run.name(tile) + " " + what);
  }
}
