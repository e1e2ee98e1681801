package dev.npusim.mapper.bound;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.tile.ContractionSearch;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.ArraySpec;
import dev.npusim.npu.hardware.EnergySpec;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Dataflow;

/**
 * Energy per MAC that the ports of SRAM and accumulator take at least, however a contraction is cut
 * into tiles and whatever dataflow each tile has.
 *
 * <p>An element that enters an array of R x C at a row meets no more than C columns, one that
 * enters at a column no more than R rows; what is stationary is read once per tile at least, which
 * is left out. Sums cross the accumulator's port twice for each tile and each R of the reduction
 * that lie in rows, the read of the drain included; where the sums are stationary, twice for each
 * tile. Formulas of a tile: {@link dev.npusim.npu.cost.ArrayTiming#inputReads}, {@code weightReads}
 * and {@code partialSums}.
 */
final class PortFloor {
  private final ArraySpec array;
  private final EnergySpec energy;
  private final Precision precision;
  private final ImmutableList<Dataflow> dataflows;

  PortFloor(Npu npu, Precision precision) {
    this.array = npu.array();
    this.energy = npu.energy();
    this.precision = precision;
    this.dataflows = ImmutableList.copyOf(ContractionSearch.allowed(array));
  }

  /** pJ per MAC of a node, at least. */
  double pjPerMac(Node node) {
    double inputBytes = precision.activationBits() / 8.0;
    double weightBytes = Formats.secondOperandBits(node, precision, array) / 8.0;
    double pj = 0;
    double macs = 0;
    for (LoopNest nest : ((Contraction) node.op()).loopNests(node.types())) {
      LoopNest.Matrix matrix = nest.asMatrix();
      double least = Double.POSITIVE_INFINITY;
      for (Dataflow dataflow : dataflows) {
        least = Math.min(least, pj(dataflow, inputBytes, weightBytes, matrix.k()));
      }
      pj += matrix.macs() * least;
      macs += matrix.macs();
    }
    return macs > 0 ? pj / macs : 0;
  }

  private double pj(Dataflow dataflow, double inputBytes, double weightBytes, long k) {
    double atRow = 1.0 / array.columns();
    double atColumn = 1.0 / array.rows();
    double sram =
        switch (dataflow) {
          case WEIGHT_STATIONARY -> inputBytes * atRow;
          case INPUT_STATIONARY -> weightBytes * atRow;
          case OUTPUT_STATIONARY -> inputBytes * atRow + weightBytes * atColumn;
          case OUTPUT_STATIONARY_TRANSPOSED -> inputBytes * atColumn + weightBytes * atRow;
        };
    double passes =
        switch (dataflow) {
          case WEIGHT_STATIONARY, INPUT_STATIONARY -> 1.0 / Math.min(k, array.rows());
          case OUTPUT_STATIONARY, OUTPUT_STATIONARY_TRANSPOSED -> 1.0 / k;
        };
    return sram * energy.sramReadPjPerByte().value()
        + 2 * Precision.PARTIAL_SUM_BYTES * passes * energy.localPjPerByte().value();
  }
}
