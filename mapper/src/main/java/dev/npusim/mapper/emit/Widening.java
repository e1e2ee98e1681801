package dev.npusim.mapper.emit;

import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.TensorTable;
import dev.npusim.mapper.tile.ContractionProblem;
import dev.npusim.mapper.tile.ContractionTiling;
import dev.npusim.npu.cost.Formats;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.program.Access;
import dev.npusim.npu.program.Instruction.Stage;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Weights that the vector unit widens to the activations' format before the array reads them: those
 * of one step at a time, into slots, a chunk of the reduction per instruction so that the array can
 * begin with the first.
 */
final class Widening {
  private final Npu npu;
  private final Node anchor;
  private final ContractionTiling tiling;
  private final ContractShape shape;
  private final Tensor narrow;
  private final Tensor wide;
  private final Map<Region, Access> current = new HashMap<>();

  Widening(
      Npu npu, TensorTable tensors, Node anchor, ContractionTiling tiling, ContractShape shape) {
    this.npu = npu;
    this.anchor = anchor;
    this.tiling = tiling;
    this.shape = shape;
    Value weight = anchor.input(1);
    this.narrow = tensors.of(weight);
    this.wide = tensors.of(weight.name() + TensorTable.DEQUANTIZED);
  }

  static boolean isNeeded(ContractionProblem problem) {
    return problem.weights().isWidened();
  }

  Tensor tensor() {
    return wide;
  }

  /** Bytes of a step's widened weights. */
  long slotBytes(ContractLayout.Slice slice) {
    long bytes = 0;
    for (Region region : regions(slice)) {
      bytes += AddressSpace.align(wide.bytes(region));
    }
    return bytes;
  }

  private List<Region> regions(ContractLayout.Slice slice) {
    List<Region> regions = new ArrayList<>();
    for (int k = slice.k0(); k < slice.k1(); k += tiling.tileK()) {
      int end = Math.min(slice.k1(), k + tiling.tileK());
      for (Region columns : shape.anchorColumns(slice.columnBegin(), slice.columnEnd())) {
        regions.add(shape.weightRegion(slice.batch(), k, end, columns));
      }
    }
    return regions;
  }

  /** Widens what a step multiplies. */
  void widen(Emission emission, ContractLayout.Slice slice, Ring ring) {
    current.clear();
    int layer = emission.position(anchor);
    long slot = ring.next();
    long offset = 0;
    for (Region region : regions(slice)) {
      long bytes = wide.bytes(region);
      int residency =
          emission.open(ring.advance(slot, offset, bytes), bytes, wide, region, Use.WORKSPACE);
      offset += AddressSpace.align(bytes);
      Access made = new Access(residency, region);
      long stored = narrow.sparsity().stored(region.rowBegin(), region.rowEnd()) * region.columns();
      long work = Formats.dequantizationLaneOps(stored, npu.vector().dequantization());
      emission.writer.vector(
          List.of(new Stage(layer, Stage.Kind.DEQUANTIZE, region, work, 0)),
          emission.resident(narrow, region),
          List.of(made));
      current.put(region, made);
    }
  }

  /** The widened weights of this step that are {@code region}. */
  Access of(Region region) {
    Access access = current.get(region);
    if (access == null) {
      throw new IllegalStateException("not widened: " + region + " of " + narrow.name());
    }
    return access;
  }
}
