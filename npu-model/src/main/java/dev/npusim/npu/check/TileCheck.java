package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Convolution;
import dev.npusim.npu.check.Violation.Kind;
import dev.npusim.npu.program.Tile;

/**
 * A tile is its original's operation on a part of the image: it makes the window it is stated to
 * make, each of its outputs from the same input elements, and reads the same weights.
 */
final class TileCheck {
  private static final int HEIGHT = 2;
  private static final int WIDTH = 3;

  private final Run run;
  private final Contents model;
  private final Contents scheduled;

  TileCheck(Run run, Contents model, Contents scheduled) {
    this.run = run;
    this.model = model;
    this.scheduled = scheduled;
  }

  void check(Node node, Node original, Tile tile) {
    Region window = tile.window();
    TensorType whole = original.output().type();
    boolean image = whole.layout() == Layout.IMAGE && whole.shape().rank() == 4;
    if (!image
        || window.isEmpty()
        || window.rowEnd() > whole.shape().dim(HEIGHT)
        || window.columnEnd() > whole.shape().dim(WIDTH)) {
      report(node, "is stated to make " + window + " of " + original.name() + ", " + whole);
      return;
    }
    Shape shape = whole.shape().with(HEIGHT, window.rows()).with(WIDTH, window.columns());
    if (!node.output().type().equals(whole.withShape(shape))) {
      report(node, "yields " + node.output().type() + ", a tile " + window + " of " + whole);
      return;
    }
    if (node.inputs().size() != original.inputs().size()) {
      report(node, "has " + node.inputs().size() + " inputs, " + original.name() + " others");
      return;
    }
    for (int i = 0; i < node.inputs().size(); i++) {
      input(node, original, window, i);
    }
  }

  private void input(Node node, Node original, Region window, int index) {
    Value value = node.input(index);
    Value whole = original.input(index);
    if (whole.isStatic() || value.isStatic()) {
      if (!value.equals(whole) || !isForAllTiles(original, index)) {
        report(
            node, "reads " + value.name() + " where " + original.name() + " has " + whole.name());
      }
      return;
    }
    TensorType type = value.type();
    TensorType from = whole.type();
    boolean images =
        from.layout() == Layout.IMAGE
            && from.shape().rank() == 4
            && type.equals(
                from.withShape(
                    from.shape()
                        .with(HEIGHT, type.shape().dim(HEIGHT))
                        .with(WIDTH, type.shape().dim(WIDTH))));
    if (!images) {
      report(node, "reads " + type + " where " + original.name() + " has " + from);
      return;
    }
    int row =
        new TileAxis(
                window.rowBegin(),
                window.rows(),
                Math.toIntExact(from.shape().dim(HEIGHT)),
                Math.toIntExact(type.shape().dim(HEIGHT)))
            .inputBegin(original, node, HEIGHT);
    int column =
        new TileAxis(
                window.columnBegin(),
                window.columns(),
                Math.toIntExact(from.shape().dim(WIDTH)),
                Math.toIntExact(type.shape().dim(WIDTH)))
            .inputBegin(original, node, WIDTH);
    if (row == TileAxis.NONE || column == TileAxis.NONE) {
      report(
          node,
          "computes %s, which does not make %s of what %s makes with %s"
              .formatted(node.op(), window, original.name(), original.op()));
    } else if (!Contents.shows(
        scheduled.of(value), model.of(whole), ImmutableLongArray.of(0, 0, row, column))) {
      report(
          node,
          "needs row %d and column %d of %s first, %s shows something else"
              .formatted(row, column, whole.name(), value.name()));
    }
  }

  /** A kernel, a bias, or one number per channel: not a part of an image. */
  private static boolean isForAllTiles(Node original, int index) {
    Shape shape = original.input(index).type().shape();
    return original.op() instanceof Convolution
        || shape.rank() < 2
        || (shape.dim(-1) == 1 && shape.dim(-2) == 1);
  }

  private void report(Node node, String what) {
    run.findings().add(Kind.GRAPH, "tile " + node.name() + " " + what);
  }
}
