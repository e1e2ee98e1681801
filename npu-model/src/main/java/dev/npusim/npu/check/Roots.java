package dev.npusim.npu.check;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.View;
import dev.npusim.npu.program.Program;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Looks through views: which parts of stored tensors a part of a value is. Results are remembered,
 * since tiles of one layer ask for the same parts again and again.
 */
final class Roots {
  private record Key(String value, Region region) {}

  private final Graph graph;
  private final Map<String, Integer> tensors = new HashMap<>();
  private final Map<String, Stored> weights;
  private final Map<Key, ImmutableList<Piece>> known = new HashMap<>();

  Roots(Program program) {
    this.graph = program.graph();
    this.weights = Stored.weights(graph);
    for (Tensor tensor : program.tensors()) {
      tensors.put(tensor.name(), tensor.id());
    }
  }

  /** Id of the tensor called {@code name}, or -1. */
  int tensor(String name) {
    return tensors.getOrDefault(name, -1);
  }

  Stored stored(Value value) {
    return weights.getOrDefault(value.name(), Stored.AS_TYPED);
  }

  /** Adds the parts of tensors that {@code region} of {@code value}'s typed matrix is stored in. */
  void resolve(Value value, Region region, List<Piece> pieces) {
    if (region.isEmpty()) {
      return;
    }
    Node producer = graph.producer(value);
    if (producer == null || !(producer.op() instanceof View)) {
      direct(value, region, pieces);
      return;
    }
    Key key = new Key(value.name(), region);
    ImmutableList<Piece> found = known.get(key);
    if (found == null) {
      List<Piece> parts = new ArrayList<>();
      look(producer, region, parts);
      found = ImmutableList.copyOf(parts);
      known.put(key, found);
    }
    pieces.addAll(found);
  }

  private void direct(Value value, Region region, List<Piece> pieces) {
    int tensor = tensor(value.name());
    switch (stored(value)) {
      case AS_TYPED -> pieces.add(new Piece(tensor, region));
      case LINEAR_WEIGHT ->
          pieces.add(
              new Piece(
                  tensor,
                  new Region(
                      region.columnBegin(),
                      region.columnEnd(),
                      region.rowBegin(),
                      region.rowEnd())));
      case CONVOLUTION_WEIGHT ->
          pieces.add(
              new Piece(
                  tensor,
                  new Region(
                      0,
                      Math.toIntExact(Stored.CONVOLUTION_WEIGHT.rows(value)),
                      0,
                      Math.toIntExact(Stored.CONVOLUTION_WEIGHT.columns(value)))));
    }
  }

  private void look(Node view, Region region, List<Piece> pieces) {
    TensorType type = view.output().type();
    if (view.op() instanceof Concat concat) {
      long offset = 0;
      List<long[][]> boxes = Boxes.split(type, region);
      for (Value input : view.inputs()) {
        long extent = input.type().shape().dim(concat.axis());
        shifted(input, boxes, concat.axis(), offset, extent, pieces);
        offset += extent;
      }
    } else if (view.op() instanceof Slice slice) {
      Value input = view.input(0);
      long extent = input.type().shape().dim(slice.axis());
      shifted(input, Boxes.split(type, region), slice.axis(), -slice.start(), extent, pieces);
    } else {
      reshaped(view.input(0), type, region, pieces);
    }
  }

  /** The boxes that fall on {@code input}, which begins at {@code offset} of the view's axis. */
  private void shifted(
      Value input, List<long[][]> boxes, int axis, long offset, long extent, List<Piece> pieces) {
    for (long[][] box : boxes) {
      long from = Math.max(0, box[axis][0] - offset);
      long to = Math.min(extent, box[axis][1] - offset);
      if (from < to) {
        long[][] moved = box.clone();
        moved[axis] = new long[] {from, to};
        List<Region> regions = new ArrayList<>();
        Boxes.join(input.type(), moved, regions);
        for (Region part : regions) {
          resolve(input, part, pieces);
        }
      }
    }
  }

  private void reshaped(Value input, TensorType type, Region region, List<Piece> pieces) {
    long columns = type.columns();
    long inputColumns = input.type().columns();
    if (columns == inputColumns) {
      resolve(input, region, pieces);
      return;
    }
    List<Region> regions = new ArrayList<>();
    if (region.columns() == columns) {
      Boxes.linear(region.rowBegin() * columns, region.rowEnd() * columns, inputColumns, regions);
    } else {
      for (long row = region.rowBegin(); row < region.rowEnd(); row++) {
        Boxes.linear(
            row * columns + region.columnBegin(),
            row * columns + region.columnEnd(),
            inputColumns,
            regions);
      }
    }
    RegionSet merged = new RegionSet();
    regions.forEach(merged::add);
    for (Region part : merged.parts()) {
      resolve(input, part, pieces);
    }
  }
}
