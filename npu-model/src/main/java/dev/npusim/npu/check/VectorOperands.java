package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.Contraction;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Whole;
import dev.npusim.ir.op.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

/** What a part of a vector operation's output depends on. */
final class VectorOperands {
  private final Roots roots;
  private final Contractions contractions;
  private final Map<String, ImageReach> reaches = new HashMap<>();

  VectorOperands(Roots roots, Contractions contractions) {
    this.roots = roots;
    this.contractions = contractions;
  }

  /**
   * Adds the operands of {@code region} of {@code node}'s output. A gather's table is left out: it
   * is counted, not located.
   */
  void operands(Node node, Region region, List<Piece> pieces) {
    Operation op = node.op();
    if (op instanceof Contraction) {
      int k = Math.toIntExact(Contractions.reduction(node, false));
      contractions.operands(node, false, region, 0, k, pieces);
      bias(node, region, pieces);
    } else if (op instanceof Broadcasting || op instanceof Expand) {
      node.inputs().forEach(input -> broadcast(node, input, region, pieces));
    } else if (op instanceof Gated) {
      int half = Math.toIntExact(node.output().type().columns());
      roots.resolve(node.input(0), region, pieces);
      roots.resolve(node.input(0), region.shift(0, half), pieces);
    } else if (op instanceof Normalization) {
      roots.resolve(node.input(0), region, pieces);
      for (Value parameter : node.inputs().subList(1, node.inputs().size())) {
        vector(parameter, region.columnBegin(), region.columnEnd(), pieces);
      }
    } else if (op instanceof Pool || op instanceof Resize || op instanceof Fold) {
      ImageReach reach = reaches.computeIfAbsent(node.name(), name -> reach(node));
      ImmutableIntArray runs = reach.runs(region.rowBegin(), region.rowEnd());
      // A channel's patch lies side by side.
      int wide = op instanceof Fold fold ? fold.rows().kernel() * fold.columns().kernel() : 1;
      for (int i = 0; i < runs.length(); i += 2) {
        Region part =
            new Region(
                runs.get(i),
                runs.get(i + 1),
                region.columnBegin() * wide,
                region.columnEnd() * wide);
        roots.resolve(node.input(0), part, pieces);
      }
    } else if (op instanceof Reduce reduce) {
      reduced(node, reduce, region, pieces);
    } else if (op instanceof Permute || op instanceof Pad || op instanceof Whole) {
      // Which element goes where is not looked at: everything is needed.
      for (Value input : node.inputs()) {
        roots.resolve(input, input.type().wholeRegion(), pieces);
      }
    } else if (op instanceof Gather) {
      vector(node.input(0), region.rowBegin(), region.rowEnd(), pieces);
    } else if (op instanceof Rope rope) {
      rotated(node, rope, region, pieces);
    } else if (op instanceof SelectiveScan) {
      scanned(node, region, pieces);
    } else {
      roots.resolve(node.input(0), region, pieces);
    }
  }

  /** Adds the bias of a contraction, if it has one. */
  void bias(Node node, Region region, List<Piece> pieces) {
    if (node.inputs().size() == 3 && !(node.op() instanceof Attention)) {
      vector(node.input(2), region.columnBegin(), region.columnEnd(), pieces);
    }
  }

  /** Elements [from, to) of a value that is seen as one vector. */
  private void vector(Value value, long from, long to, List<Piece> pieces) {
    List<Region> regions = new ArrayList<>();
    Boxes.linear(from, to, value.type().columns(), regions);
    for (Region part : regions) {
      roots.resolve(value, part, pieces);
    }
  }

  private void broadcast(Node node, Value input, Region region, List<Piece> pieces) {
    TensorType type = node.output().type();
    TensorType from = input.type();
    if (from.shape().equals(type.shape()) && from.columnAxis() == type.columnAxis()) {
      roots.resolve(input, region, pieces);
      return;
    }
    int rank = from.shape().rank();
    int missing = type.shape().rank() - rank;
    List<Region> regions = new ArrayList<>();
    for (long[][] box : Boxes.split(type, region)) {
      long[][] source = new long[rank][];
      for (int axis = 0; axis < rank; axis++) {
        source[axis] = from.shape().dim(axis) == 1 ? new long[] {0, 1} : box[axis + missing];
      }
      Boxes.join(from, source, regions);
    }
    regions.stream().distinct().forEach(part -> roots.resolve(input, part, pieces));
  }

  private void reduced(Node node, Reduce op, Region region, List<Piece> pieces) {
    TensorType from = node.input(0).type();
    int rank = from.shape().rank();
    List<Region> regions = new ArrayList<>();
    for (long[][] box : Boxes.split(node.output().type(), region)) {
      long[][] source = new long[rank][];
      int kept = 0;
      for (int axis = 0; axis < rank; axis++) {
        boolean gone = op.axes().contains(axis);
        source[axis] = gone ? new long[] {0, from.shape().dim(axis)} : box[kept];
        if (!gone || op.keepAxes()) {
          kept++;
        }
      }
      Boxes.join(from, source, regions);
    }
    regions.stream().distinct().forEach(part -> roots.resolve(node.input(0), part, pieces));
  }

  private void rotated(Node node, Rope op, Region region, List<Piece> pieces) {
    int head = Math.toIntExact(node.output().type().columns() / op.heads());
    int first = region.columnBegin() / head * head;
    int end = ((region.columnEnd() - 1) / head + 1) * head;
    // An element is rotated with its partner somewhere in the same head.
    Region heads = new Region(region.rowBegin(), region.rowEnd(), first, end);
    roots.resolve(node.input(0), heads, pieces);
    boolean oneHead = end - first == head;
    for (Value table : node.inputs().subList(1, 3)) {
      // A table may be narrower than a head: what lies beyond it is not rotated.
      int width = Math.toIntExact(table.type().columns());
      int c0 = oneHead ? Math.min(width, region.columnBegin() - first) : 0;
      int c1 = oneHead ? Math.min(width, region.columnEnd() - first) : width;
      int period = Math.toIntExact(table.type().rows());
      int begin = region.rowBegin() % period;
      int stop = begin + region.rows();
      if (region.rows() >= period) {
        roots.resolve(table, new Region(0, period, c0, c1), pieces);
      } else if (stop <= period) {
        roots.resolve(table, new Region(begin, stop, c0, c1), pieces);
      } else {
        roots.resolve(table, new Region(begin, period, c0, c1), pieces);
        roots.resolve(table, new Region(0, stop - period, c0, c1), pieces);
      }
    }
  }

  /** Every token of a channel, and of what the channels share: the state links them. */
  private void scanned(Node node, Region region, List<Piece> pieces) {
    for (int i = 0; i < node.inputs().size(); i++) {
      Value input = node.input(i);
      boolean shared = i == 3 || i == 4;
      Region whole = input.type().wholeRegion();
      roots.resolve(
          input,
          shared ? whole : new Region(0, whole.rows(), region.columnBegin(), region.columnEnd()),
          pieces);
    }
  }

  private static ImageReach reach(Node node) {
    Shape input = node.input(0).type().shape();
    Shape output = node.output().type().shape();
    if (node.op() instanceof Pool pool) {
      return ImageReach.of(input, output, pool.rows(), pool.columns());
    }
    if (node.op() instanceof Fold fold) {
      return new ImageReach(
          input,
          output,
          index -> reaching(fold.rows(), index, input.dim(2)),
          index -> reaching(fold.columns(), index, input.dim(3)));
    }
    boolean linear = ((Resize) node.op()).filter() == Resize.Filter.LINEAR;
    return new ImageReach(
        input,
        output,
        index -> sources(index, input.dim(2), output.dim(2), linear),
        index -> sources(index, input.dim(3), output.dim(3), linear));
  }

  /** The patches of a fold, of {@code extent}, that cover an output line. */
  private static int[] reaching(Window window, int index, long extent) {
    return IntStream.range(0, window.kernel())
        .map(tap -> index + window.padBefore() - tap * window.dilation())
        .filter(start -> start >= 0 && start % window.stride() == 0)
        .map(start -> start / window.stride())
        .filter(patch -> patch < extent)
        .toArray();
  }

  /** Where an output line of a resize comes from: pixel centres, or for nearest their corners. */
  private static int[] sources(int index, long extent, long outputs, boolean linear) {
    if (!linear) {
      return new int[] {Math.toIntExact(index * extent / outputs)};
    }
    long below = Math.floorDiv((2 * index + 1) * extent - outputs, 2 * outputs);
    return new int[] {
      Math.toIntExact(Math.max(0, below)), Math.toIntExact(Math.min(extent - 1, below + 1))
    };
  }
}
