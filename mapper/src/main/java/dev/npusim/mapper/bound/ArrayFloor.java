package dev.npusim.mapper.bound;

import dev.npusim.ir.Node;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.program.Dataflow;
import java.util.List;

/**
 * How much longer than at its peak rate an array takes for a contraction, however its matrix
 * products are cut into tiles and whatever dataflow each tile has.
 *
 * <p>Take one extent, say the reduction K, and any output: the tiles that contribute to it cut K
 * into parts. A tile with a part of k in rows takes {@code ceil(k / R)} folds, as if k were a
 * multiple of R; output-stationary, it takes k and the skew that nothing hides. Both are
 * subadditive in k, so no cut costs less than the cheaper of {@code R * ceil(K / R)} and {@code K +
 * skew}. Rows M and columns N of the product go the same way: in array rows or columns they come in
 * multiples, as the stream of a stationary fold they take at least the R cycles in which the next
 * fold is loaded. The largest of the three factors holds. Formulas of a tile: {@link
 * dev.npusim.npu.cost.ArrayTiming#busy}.
 */
final class ArrayFloor {
  private final ArraySpec array;
  private final List<Dataflow> dataflows;

  ArrayFloor(ArraySpec array) {
    this.array = array;
    this.dataflows = ContractionSearch.allowed(array);
  }

  /**
   * At least 1.
   *
   * @param rate MACs per PE and cycle
   */
  double factor(Node node, double rate) {
    Contraction op = (Contraction) node.op();
    if (op instanceof Convolution conv && conv.groups() > 1) {
      return 1;
    }
    // Where products of a batch share an operand, they may be stacked.
    boolean isSingle = op instanceof Convolution || op instanceof Linear;
    double floor = 0;
    double macs = 0;
    for (LoopNest nest : op.loopNests(node.types())) {
      LoopNest.Matrix matrix = nest.asMatrix();
      macs += matrix.macs();
      floor += matrix.macs() * factor(matrix, rate, isSingle);
    }
    return macs > 0 ? Math.max(1, floor / macs) : 1;
  }

  private double factor(LoopNest.Matrix matrix, double rate, boolean isSingle) {
    double factor = Math.max(1, reduction(matrix.k(), rate) / matrix.k());
    if (isSingle || dataflows.size() == Dataflow.values().length) {
      factor = Math.max(factor, columns(matrix.n(), rate) / matrix.n());
    }
    return isSingle ? Math.max(factor, rows(matrix.m(), rate) / matrix.m()) : factor;
  }

  /** Reduction indices that take as long as these. */
  double reduction(long k, double rate) {
    double least = Double.POSITIVE_INFINITY;
    for (Dataflow dataflow : dataflows) {
      least =
          Math.min(least, isStationary(dataflow) ? multiples(k, array.rows()) : k + rate * skew());
    }
    return least;
  }

  /** Columns of the product that take as long as these. */
  double columns(long n, double rate) {
    return spatial(n, rate, Dataflow.INPUT_STATIONARY, Dataflow.OUTPUT_STATIONARY_TRANSPOSED);
  }

  /** Rows of the product that take as long as these. */
  double rows(long m, double rate) {
    return spatial(m, rate, Dataflow.WEIGHT_STATIONARY, Dataflow.OUTPUT_STATIONARY);
  }

  /**
   * @param streams the dataflow that streams this extent
   * @param inRows the one that has it in array rows; the others have it in columns
   */
  private double spatial(long extent, double rate, Dataflow streams, Dataflow inRows) {
    boolean rows = dataflows.contains(inRows);
    boolean columns =
        dataflows.stream().anyMatch(dataflow -> dataflow != streams && dataflow != inRows);
    double least = Double.POSITIVE_INFINITY;
    if (dataflows.contains(streams)) {
      least = array.weightDoubleBuffer() ? Math.max(extent, rate * array.rows()) : extent;
    }
    if (columns) {
      // What is left over a multiple of the rows repeats after as many columns folds as rows.
      long folds = Math.min(extent / array.columns(), array.rows());
      for (long whole = 0; whole <= folds; whole++) {
        long left = extent - whole * array.columns();
        least =
            Math.min(
                least,
                whole * array.columns() + multiples(left, rows ? array.rows() : array.columns()));
      }
      least = Math.min(least, multiples(extent, array.columns()));
    } else if (rows) {
      least = Math.min(least, multiples(extent, array.rows()));
    }
    return least;
  }

  private double skew() {
    return array.timing() == ArraySpec.Timing.SYSTOLIC ? array.rows() + array.columns() - 2 : 0;
  }

  private static boolean isStationary(Dataflow dataflow) {
    return dataflow == Dataflow.WEIGHT_STATIONARY || dataflow == Dataflow.INPUT_STATIONARY;
  }

  private static double multiples(long extent, long unit) {
    return (double) ((extent + unit - 1) / unit) * unit;
  }
}
