package dev.npusim.mapper.fuse;

import static org.assertj.core.api.Assertions.assertThat;

import dev.npusim.ir.Graph;
import dev.npusim.ir.GraphBuilder;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Operation;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Window;
import java.util.Random;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Against what each output element reads, one by one. */
class FootprintTest {
  private static final int CASES = 60;

  /** The smallest rectangle around some elements of a matrix. */
  private static final class Hull {
    private final TensorType type;
    int row0 = Integer.MAX_VALUE;
    int row1;
    int column0 = Integer.MAX_VALUE;
    int column1;

    Hull(TensorType type) {
      this.type = type;
    }

    void add(long... index) {
      int row = 0;
      int column = 0;
      for (int axis = 0; axis < index.length; axis++) {
        if (axis == type.columnAxis()) {
          column = (int) index[axis];
        } else {
          row = (int) (row * type.shape().dim(axis) + index[axis]);
        }
      }
      row0 = Math.min(row0, row);
      row1 = Math.max(row1, row + 1);
      column0 = Math.min(column0, column);
      column1 = Math.max(column1, column + 1);
    }

    boolean isEmpty() {
      return row1 == 0;
    }
  }

  private static Node node(Operation op, TensorType in, Value... parameters) {
    GraphBuilder g = new GraphBuilder("g");
    Value[] arguments = new Value[1 + parameters.length];
    arguments[0] = g.input("x", in);
    System.arraycopy(parameters, 0, arguments, 1, parameters.length);
    g.output(g.add("node", "", op, arguments));
    Graph graph = g.build();
    return graph.nodes().get(0);
  }

  private static Region part(Random random, TensorType type) {
    Region whole = type.wholeRegion();
    int row = random.nextInt(whole.rows());
    int column = random.nextInt(whole.columns());
    return new Region(
        row,
        row + 1 + random.nextInt(whole.rows() - row),
        column,
        column + 1 + random.nextInt(whole.columns() - column));
  }

  /** Calls {@code action} with the index of every element of a part of a tensor. */
  private static void each(TensorType type, Region part, Consumer<long[]> action) {
    Shape shape = type.shape();
    for (int row = part.rowBegin(); row < part.rowEnd(); row++) {
      for (int column = part.columnBegin(); column < part.columnEnd(); column++) {
        long[] index = new long[shape.rank()];
        long rest = row;
        for (int axis = shape.rank() - 1; axis >= 0; axis--) {
          if (axis != type.columnAxis()) {
            index[axis] = rest % shape.dim(axis);
            rest /= shape.dim(axis);
          }
        }
        index[type.columnAxis()] = column;
        action.accept(index);
      }
    }
  }

  /** Everything needed is inside; rows are those of whole lines of the image, no line more. */
  private static void check(Region footprint, Hull hull, int line, String what) {
    if (hull.isEmpty()) {
      return;
    }
    assertThat(footprint.rowBegin()).as(what).isLessThanOrEqualTo(hull.row0);
    assertThat(footprint.rowEnd()).as(what).isGreaterThanOrEqualTo(hull.row1);
    assertThat(footprint.columnBegin()).as(what).isEqualTo(hull.column0);
    assertThat(footprint.columnEnd()).as(what).isEqualTo(hull.column1);
    assertThat(footprint.rowBegin() / line).as("first line: %s", what).isEqualTo(hull.row0 / line);
    assertThat((footprint.rowEnd() - 1) / line)
        .as("last line: %s", what)
        .isEqualTo((hull.row1 - 1) / line);
  }

  private static Window window(Random random) {
    int kernel = 1 + random.nextInt(4);
    int pad = random.nextInt(kernel);
    return Window.of(kernel, 1 + random.nextInt(2), pad);
  }

  private static TensorType image(Random random, int channels) {
    return TensorType.image(
        1 + random.nextInt(3), channels, 4 + random.nextInt(6), 4 + random.nextInt(6));
  }

  /** Adds the taps of a window at one output position. */
  private static void taps(
      Hull hull, Window rows, Window columns, TensorType in, long[] out, long channel) {
    for (int r = 0; r < rows.kernel(); r++) {
      for (int s = 0; s < columns.kernel(); s++) {
        long h = out[2] * rows.stride() - rows.padBefore() + (long) r * rows.dilation();
        long w = out[3] * columns.stride() - columns.padBefore() + (long) s * columns.dilation();
        if (h >= 0 && h < in.shape().dim(2) && w >= 0 && w < in.shape().dim(3)) {
          hull.add(out[0], channel, h, w);
        }
      }
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void convolutions(long seed) {
    Random random = new Random(seed * 6151);
    for (int i = 0; i < CASES; i++) {
      int groups = new int[] {1, 2, 4}[random.nextInt(3)];
      int perGroup = 1 + random.nextInt(3);
      int outPerGroup = 1 + random.nextInt(3);
      TensorType in = image(random, groups * perGroup);
      Window rows = window(random);
      Window columns = window(random);
      Value weight =
          GraphBuilder.parameter(
              "w", (long) groups * outPerGroup, perGroup, rows.kernel(), columns.kernel());
      Node node = node(new Convolution(rows, columns, groups), in, weight);
      Region part = part(random, node.output().type());
      Hull hull = new Hull(in);
      each(
          node.output().type(),
          part,
          out -> {
            long first = out[1] / outPerGroup * perGroup;
            for (long c = first; c < first + perGroup; c++) {
              taps(hull, rows, columns, in, out, c);
            }
          });
      check(Footprint.of(node, 0, part), hull, (int) in.shape().dim(3), node + " for " + part);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void pools(long seed) {
    Random random = new Random(seed * 12289);
    for (int i = 0; i < CASES; i++) {
      TensorType in = image(random, 1 + random.nextInt(6));
      Window rows = window(random);
      Window columns = window(random);
      Node node = node(new Pool(Pool.Function.MAX, rows, columns), in);
      Region part = part(random, node.output().type());
      Hull hull = new Hull(in);
      each(node.output().type(), part, out -> taps(hull, rows, columns, in, out, out[1]));
      check(Footprint.of(node, 0, part), hull, (int) in.shape().dim(3), node + " for " + part);
    }
  }

  /** Every patch that covers an output, all of it; an output that none covers needs nothing. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void folds(long seed) {
    Random random = new Random(seed * 24593);
    for (int i = 0; i < CASES; i++) {
      Window rows = window(random);
      Window columns = window(random);
      int patch = rows.kernel() * columns.kernel();
      TensorType in = image(random, patch * (1 + random.nextInt(3)));
      long height = in.shape().dim(2) * rows.stride() + random.nextInt(2);
      long width = in.shape().dim(3) * columns.stride() + random.nextInt(2);
      Node node = node(new Fold(rows, columns, height, width), in);
      Region part = part(random, node.output().type());
      Hull hull = new Hull(in);
      each(
          node.output().type(),
          part,
          out -> {
            for (long h = 0; h < in.shape().dim(2); h++) {
              for (long w = 0; w < in.shape().dim(3); w++) {
                long r = out[2] + rows.padBefore() - h * rows.stride();
                long s = out[3] + columns.padBefore() - w * columns.stride();
                if (r >= 0 && r < rows.kernel() && s >= 0 && s < columns.kernel()) {
                  hull.add(out[0], out[1] * patch, h, w);
                  hull.add(out[0], (out[1] + 1) * patch - 1, h, w);
                }
              }
            }
          });
      if (!hull.isEmpty()) {
        Region footprint = Footprint.of(node, 0, part);
        String what = node + " for " + part;
        assertThat(footprint.rowBegin()).as(what).isLessThanOrEqualTo(hull.row0);
        assertThat(footprint.rowEnd()).as(what).isGreaterThanOrEqualTo(hull.row1);
        assertThat(footprint.columnBegin()).as(what).isEqualTo(hull.column0);
        assertThat(footprint.columnEnd()).as(what).isEqualTo(hull.column1);
        long line = in.shape().dim(3);
        assertThat(footprint.rows())
            .as(what)
            .isLessThanOrEqualTo((int) (hull.row1 - hull.row0 + 4 * line));
      }
    }
  }

  /**
   * Dilated windows may skip the lines at their ends: those are read for nothing, none is missed.
   */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void dilatedConvolutions(long seed) {
    Random random = new Random(seed * 769);
    for (int i = 0; i < CASES; i++) {
      TensorType in = TensorType.image(2, 2, 12, 12);
      Window window = new Window(3, 1 + random.nextInt(2), random.nextInt(3), random.nextInt(3), 2);
      Node node =
          node(new Convolution(window, window, 1), in, GraphBuilder.parameter("w", 2, 2, 3, 3));
      Region part = part(random, node.output().type());
      Hull hull = new Hull(in);
      each(node.output().type(), part, out -> taps(hull, window, window, in, out, 0));
      Region footprint = Footprint.of(node, 0, part);
      assertThat(footprint.rowBegin()).isLessThanOrEqualTo(hull.row0);
      assertThat(footprint.rowEnd()).isGreaterThanOrEqualTo(hull.row1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void nearestResizes(long seed) {
    Random random = new Random(seed * 3079);
    for (int i = 0; i < CASES; i++) {
      TensorType in = image(random, 3);
      long height = in.shape().dim(2) * (1 + random.nextInt(3));
      long width = in.shape().dim(3) * (1 + random.nextInt(3));
      Node node = node(new Resize(Resize.Filter.NEAREST, height, width), in);
      Region part = part(random, node.output().type());
      Hull hull = new Hull(in);
      each(
          node.output().type(),
          part,
          out ->
              hull.add(
                  out[0],
                  out[1],
                  out[2] * in.shape().dim(2) / height,
                  out[3] * in.shape().dim(3) / width));
      check(Footprint.of(node, 0, part), hull, (int) in.shape().dim(3), node + " for " + part);
    }
  }

  /** The two lines around the centre of each output line, half-pixel or aligned at the origin. */
  @ParameterizedTest
  @ValueSource(longs = {1, 2})
  void linearResizes(long seed) {
    Random random = new Random(seed * 97);
    for (int i = 0; i < CASES; i++) {
      TensorType in = image(random, 2);
      long h = in.shape().dim(2);
      long height = h * (1 + random.nextInt(3));
      Node node = node(new Resize(Resize.Filter.LINEAR, height, in.shape().dim(3)), in);
      Region part = part(random, node.output().type());
      Hull hull = new Hull(in);
      each(
          node.output().type(),
          part,
          out -> {
            double scale = (double) h / height;
            for (double centre : new double[] {(out[2] + 0.5) * scale - 0.5, out[2] * scale}) {
              long low = (long) Math.floor(centre);
              for (long line = low; line <= low + 1; line++) {
                hull.add(out[0], out[1], Math.max(0, Math.min(h - 1, line)), out[3]);
              }
            }
          });
      Region footprint = Footprint.of(node, 0, part);
      assertThat(footprint.rowBegin()).isLessThanOrEqualTo(hull.row0);
      assertThat(footprint.rowEnd()).isGreaterThanOrEqualTo(hull.row1);
    }
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4})
  void broadcasts(long seed) {
    Random random = new Random(seed * 1543);
    for (int i = 0; i < CASES; i++) {
      boolean images = random.nextBoolean();
      long[] full = new long[images ? 4 : 3];
      long[] partial = new long[full.length];
      for (int axis = 0; axis < full.length; axis++) {
        full[axis] = 1 + random.nextInt(4);
        partial[axis] = random.nextBoolean() ? full[axis] : 1;
      }
      Layout layout = images ? Layout.IMAGE : Layout.ROW_MAJOR;
      TensorType large = images ? TensorType.image(full) : TensorType.rowMajor(full);
      TensorType small = images ? TensorType.image(partial) : TensorType.rowMajor(partial);
      GraphBuilder g = new GraphBuilder("g");
      Value a = g.input("a", large);
      Value b = g.input("b", small);
      g.output(g.add("node", "", new Binary(Binary.Function.ADD), a, b));
      Node node = g.build().nodes().get(0);
      assertThat(node.output().type().layout()).isEqualTo(layout);
      Region part = part(random, large);
      Hull hull = new Hull(small);
      each(
          large,
          part,
          out -> {
            long[] index = out.clone();
            for (int axis = 0; axis < index.length; axis++) {
              index[axis] = partial[axis] == 1 ? 0 : index[axis];
            }
            hull.add(index);
          });
      Region footprint = Footprint.of(node, 1, part);
      String what = small + " to " + large + ", " + part;
      assertThat(Footprint.of(node, 0, part)).isEqualTo(part);
      assertThat(footprint.rowBegin()).as(what).isLessThanOrEqualTo(hull.row0);
      assertThat(footprint.rowEnd()).as(what).isGreaterThanOrEqualTo(hull.row1);
      assertThat(footprint.columnBegin()).as(what).isEqualTo(hull.column0);
      assertThat(footprint.columnEnd()).as(what).isEqualTo(hull.column1);
    }
  }

  /** A rotary embedding pairs the halves of a head: a part of one needs all of its head. */
  @Test
  void rotaryEmbeddingsNeedWholeHeads() {
    Node node =
        node(
            new Rope(4),
            TensorType.rowMajor(1, 10, 32),
            GraphBuilder.constant("cos", 10, 8),
            GraphBuilder.constant("sin", 10, 8));
    assertThat(Footprint.of(node, 0, new Region(2, 5, 9, 17))).isEqualTo(new Region(2, 5, 8, 24));
  }

  /**
   * Of the rotary tables, the output's positions; all where the part runs into a second sequence.
   */
  @Test
  void rotaryTablesAreReadByPosition() {
    Node node =
        node(
            new Rope(4),
            TensorType.rowMajor(2, 10, 32),
            GraphBuilder.constant("cos", 10, 4),
            GraphBuilder.constant("sin", 10, 4));
    assertThat(Footprint.of(node, 1, new Region(12, 15, 0, 32))).isEqualTo(new Region(2, 5, 0, 4));
    assertThat(Footprint.of(node, 1, new Region(8, 12, 0, 32))).isEqualTo(new Region(0, 10, 0, 4));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void causalConvolutions(long seed) {
    Random random = new Random(seed * 15485863);
    for (int i = 0; i < CASES; i++) {
      int kernel = 1 + random.nextInt(5);
      int history = random.nextInt(kernel);
      int outputs = 1 + random.nextInt(8);
      TensorType in = TensorType.rowMajor(1 + random.nextInt(3), outputs + history, 5);
      Node node =
          node(
              new CausalConvolution(kernel, history),
              in,
              GraphBuilder.parameter("w", 5, 1, kernel));
      TensorType out = node.output().type();
      Region part = part(random, out);
      Hull hull = new Hull(in);
      each(
          out,
          part,
          index -> {
            for (int k = 0; k < kernel; k++) {
              long token = index[1] + history - (kernel - 1) + k;
              if (token >= 0) {
                hull.add(index[0], token, index[2]);
              }
            }
          });
      check(Footprint.of(node, 0, part), hull, 1, node.op() + " " + part + " of " + out);
    }
  }

  @Test
  void scansNeedAllTokensOfTheirChannels() {
    TensorType x = TensorType.rowMajor(2, 10, 16);
    Value b = GraphBuilder.constant("b", 2, 10, 4);
    Node node =
        node(
            new SelectiveScan(),
            x,
            GraphBuilder.constant("delta", 2, 10, 16),
            GraphBuilder.parameter("a", 4, 16),
            b,
            b,
            GraphBuilder.parameter("d", 16));
    Region part = new Region(0, 28, 3, 9);
    int[] rows = {20, 20, 4, 20, 20, 1};
    for (int index = 0; index < rows.length; index++) {
      boolean shared = index == 3 || index == 4;
      assertThat(Footprint.of(node, index, part))
          .isEqualTo(new Region(0, rows[index], shared ? 0 : 3, shared ? 4 : 9));
    }
  }
}
