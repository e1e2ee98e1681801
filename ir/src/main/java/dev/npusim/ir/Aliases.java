package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.op.Concat;
import dev.npusim.ir.op.Reshape;
import dev.npusim.ir.op.Slice;
import dev.npusim.ir.op.View;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Where the elements that a view shows are really stored. Views own no memory; every other value is
 * its own root. A view is a list of rectangles, each a shifted rectangle of a root; concat and
 * slice along any axis are exact this way. O(pieces) per view.
 */
public final class Aliases {
  /** A part of a root. */
  public record Part(Value root, Region region) {}

  /**
   * A rectangle of a view.
   *
   * @param here in the view's matrix
   * @param root where it is stored
   * @param there the same elements in the root's matrix
   * @param mapping how the two correspond
   */
  public record Piece(Region here, Value root, Region there, Mapping mapping) {}

  /** How a rectangle of a view corresponds to one of a root. */
  public enum Mapping {
    /** Same extents: row by row, column by column. */
    SHIFTED,
    /** Both are whole matrices with the same elements in the same linear order. */
    LINEAR,
    /** No simple correspondence: reading any of it counts as reading all of it. */
    WHOLE
  }

  /** Of views, and of all other values that nodes read or make. */
  private final Map<String, ImmutableList<Piece>> known = new HashMap<>();

  private Aliases() {}

  public static Aliases of(Graph graph) {
    Aliases aliases = new Aliases();
    for (Node node : graph.nodes()) {
      for (Value input : node.inputs()) {
        aliases.known.computeIfAbsent(input.name(), name -> itself(input));
      }
      Value output = node.output();
      aliases.known.put(
          output.name(),
          node.op() instanceof View view ? aliases.pieces(node, view) : itself(output));
    }
    return aliases;
  }

  /** The rectangles of {@code value}; for a root, itself. */
  public ImmutableList<Piece> pieces(Value value) {
    ImmutableList<Piece> pieces = known.get(value.name());
    return pieces == null ? itself(value) : pieces;
  }

  private static ImmutableList<Piece> itself(Value value) {
    Region whole = value.type().wholeRegion();
    return ImmutableList.of(new Piece(whole, value, whole, Mapping.SHIFTED));
  }

  /**
   * The one root that {@code value} shows whole, row by row; null when it is made of parts or seen
   * otherwise.
   */
  public @Nullable Value identity(Value value) {
    ImmutableList<Piece> pieces = pieces(value);
    if (pieces.size() != 1) {
      return null;
    }
    Piece piece = pieces.get(0);
    return piece.mapping() == Mapping.SHIFTED
            && piece.there().equals(piece.root().type().wholeRegion())
            && piece.here().equals(piece.there())
        ? piece.root()
        : null;
  }

  /** What has to be read of which roots to see {@code region} of {@code value}. */
  public List<Part> resolve(Value value, Region region) {
    ImmutableList<Piece> pieces = pieces(value);
    List<Part> parts = new ArrayList<>(1);
    for (int i = 0; i < pieces.size(); i++) {
      Piece piece = pieces.get(i);
      if (piece.here().overlaps(region)) {
        Region overlap = piece.here().contains(region) ? region : piece.here().intersect(region);
        parts.add(new Part(piece.root(), locate(piece, overlap)));
      }
    }
    return parts;
  }

  private static Region locate(Piece piece, Region overlap) {
    return switch (piece.mapping()) {
      case SHIFTED -> {
        int rows = piece.there().rowBegin() - piece.here().rowBegin();
        int columns = piece.there().columnBegin() - piece.here().columnBegin();
        yield rows == 0 && columns == 0 ? overlap : overlap.shift(rows, columns);
      }
      case LINEAR -> linear(piece, overlap);
      case WHOLE -> piece.there();
    };
  }

  private static Region linear(Piece piece, Region overlap) {
    long first = (long) overlap.rowBegin() * piece.here().columns() + overlap.columnBegin();
    long last = (long) (overlap.rowEnd() - 1) * piece.here().columns() + overlap.columnEnd() - 1;
    int columns = piece.there().columns();
    int row0 = (int) (first / columns);
    int row1 = (int) (last / columns);
    return row0 == row1
        ? new Region(row0, row0 + 1, (int) (first % columns), (int) (last % columns) + 1)
        : new Region(row0, row1 + 1, 0, columns);
  }

  private ImmutableList<Piece> pieces(Node node, View view) {
    if (view instanceof Reshape) {
      return reshape(node);
    }
    if (view instanceof Concat concat) {
      return concat(node, concat.axis());
    }
    return slice(node, (Slice) view);
  }

  private ImmutableList<Piece> reshape(Node node) {
    Value input = node.input(0);
    Region whole = node.output().type().wholeRegion();
    ImmutableList<Piece> before = pieces(input);
    if (input.type().columns() == whole.columns()) {
      return before;
    }
    Value root = identity(input);
    if (root != null) {
      return ImmutableList.of(new Piece(whole, root, root.type().wholeRegion(), Mapping.LINEAR));
    }
    if (before.size() == 1 && before.get(0).mapping() == Mapping.LINEAR) {
      Piece piece = before.get(0);
      return ImmutableList.of(new Piece(whole, piece.root(), piece.there(), Mapping.LINEAR));
    }
    return before.stream()
        .map(piece -> new Piece(whole, piece.root(), piece.there(), Mapping.WHOLE))
        .collect(ImmutableList.toImmutableList());
  }

  private ImmutableList<Piece> concat(Node node, int axis) {
    ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
    long offset = 0;
    for (Value input : node.inputs()) {
      long extent = input.type().shape().dim(axis);
      for (Band band : bands(node.output().type(), axis, offset, extent)) {
        append(pieces, input, band.part(), band.whole());
      }
      offset += extent;
    }
    return pieces.build();
  }

  private ImmutableList<Piece> slice(Node node, Slice slice) {
    ImmutableList.Builder<Piece> pieces = ImmutableList.builder();
    for (Band band : bands(node.input(0).type(), slice.axis(), slice.start(), slice.length())) {
      append(pieces, node.input(0), band.whole(), band.part());
    }
    return pieces.build();
  }

  /** Adds pieces that show {@code source} of {@code value} at {@code target}. */
  private void append(
      ImmutableList.Builder<Piece> pieces, Value value, Region source, Region target) {
    for (Piece piece : pieces(value)) {
      Region overlap = piece.here().intersect(source);
      if (overlap.isEmpty()) {
        continue;
      }
      Region here =
          overlap.shift(
              target.rowBegin() - source.rowBegin(), target.columnBegin() - source.columnBegin());
      boolean shifted = piece.mapping() == Mapping.SHIFTED;
      pieces.add(
          new Piece(
              here,
              piece.root(),
              locate(piece, overlap),
              shifted ? Mapping.SHIFTED : Mapping.WHOLE));
    }
  }

  /**
   * A rectangle in a tensor and in the part of it that an axis range selects.
   *
   * @param part in the matrix of the selected part
   * @param whole in the matrix of the whole tensor
   */
  private record Band(Region part, Region whole) {}

  private static List<Band> bands(TensorType whole, int axis, long start, long extent) {
    int rows = Math.toIntExact(whole.rows());
    int columns = Math.toIntExact(whole.columns());
    if (axis == whole.columnAxis()) {
      int begin = Math.toIntExact(start);
      int end = Math.toIntExact(start + extent);
      return List.of(
          new Band(new Region(0, rows, 0, end - begin), new Region(0, rows, begin, end)));
    }
    long inner = 1;
    for (int a = axis + 1; a < whole.shape().rank(); a++) {
      inner *= a == whole.columnAxis() ? 1 : whole.shape().dim(a);
    }
    int stride = Math.toIntExact(whole.shape().dim(axis) * inner);
    int length = Math.toIntExact(extent * inner);
    int offset = Math.toIntExact(start * inner);
    List<Band> bands = new ArrayList<>();
    for (int outer = 0; outer < rows / stride; outer++) {
      bands.add(
          new Band(
              new Region(outer * length, (outer + 1) * length, 0, columns),
              new Region(outer * stride + offset, outer * stride + offset + length, 0, columns)));
    }
    return bands;
  }
}
