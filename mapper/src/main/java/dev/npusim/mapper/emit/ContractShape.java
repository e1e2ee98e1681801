package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.MatMul;
import dev.npusim.mapper.fuse.Footprint;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionTiling;
import java.util.ArrayList;
import java.util.List;

/** Which parts of a contraction's operands belong to part of its loops; pure. */
final class ContractShape {
  final Node anchor;
  final Value input;
  final int reduction;
  final int columns;
  private final ContractionProblem problem;
  private final ContractionTiling tiling;

  ContractShape(Node anchor, ContractionProblem problem, ContractionTiling tiling) {
    this.anchor = anchor;
    this.input = anchor.input(0);
    this.problem = problem;
    this.tiling = tiling;
    this.reduction = Math.toIntExact(problem.k());
    this.columns = Math.toIntExact(problem.n());
  }

  /** The anchor's columns behind columns of the result: two ranges for a gated unit. */
  List<Region> anchorColumns(int begin, int end) {
    List<Region> ranges = new ArrayList<>();
    for (int panel = 0; panel < problem.panels(); panel++) {
      ranges.add(new Region(0, 1, begin + panel * columns, end + panel * columns));
    }
    return ranges;
  }

  Region weightRegion(int batch, int k0, int k1, Region columnRange) {
    int c0 = columnRange.columnBegin();
    int c1 = columnRange.columnEnd();
    if (anchor.op() instanceof MatMul product) {
      return product.transposeB()
          ? new Region(batch * columns + c0, batch * columns + c1, k0, k1)
          : new Region(batch * reduction + k0, batch * reduction + k1, c0, c1);
    }
    return new Region(k0, k1, c0, c1);
  }

  /** Rows (and all columns) of the first operand that output rows need. */
  Region inputRegion(int rowBegin, int rowEnd) {
    Region whole = anchor.output().type().wholeRegion();
    Region out = new Region(rowBegin, rowEnd, 0, whole.columnEnd());
    return anchor.op() instanceof MatMul
        ? new Region(rowBegin, rowEnd, 0, reduction)
        : Footprint.of(anchor, 0, out);
  }

  int groupsIn(Region columnRange) {
    return anchor.op() instanceof Convolution conv && conv.groups() > 1
        ? columnRange.columns() / (columns / conv.groups())
        : 1;
  }

  /**
   * The part of the first operand for output rows and columns and part of the reduction.
   *
   * @param rows what the output rows need of it
   */
  Region inputTile(Region rows, Region columnRange, int k, int kEnd) {
    if (!(anchor.op() instanceof Convolution conv)) {
      return new Region(rows.rowBegin(), rows.rowEnd(), k, kEnd);
    }
    int taps = conv.rows().kernel() * conv.columns().kernel();
    if (conv.groups() == 1) {
      return new Region(rows.rowBegin(), rows.rowEnd(), k / taps, (kEnd + taps - 1) / taps);
    }
    int perGroup = input.type().wholeRegion().columns() / conv.groups();
    int outPerGroup = columns / conv.groups();
    return new Region(
        rows.rowBegin(),
        rows.rowEnd(),
        columnRange.columnBegin() / outPerGroup * perGroup,
        (columnRange.columnEnd() + outPerGroup - 1) / outPerGroup * perGroup);
  }

  Region biasRegion(Region columnRange) {
    Region whole = anchor.input(2).type().wholeRegion();
    return whole.columns() == 1
        ? whole
        : new Region(0, 1, columnRange.columnBegin(), columnRange.columnEnd());
  }

  /** Rows of the prologue that are made at a time: about one tile's worth. */
  int prologueRows() {
    return (int) problem.freshRowsFor(tileRows());
  }

  int tileRows() {
    return Math.min(tiling.tileM(), tiling.blockRows());
  }
}
