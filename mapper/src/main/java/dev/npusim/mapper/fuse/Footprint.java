package dev.npusim.mapper.fuse;

import dev.npusim.ir.Layout;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.Broadcasting;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Elementwise;
import dev.npusim.ir.op.Expand;
import dev.npusim.ir.op.Fold;
import dev.npusim.ir.op.Gated;
import dev.npusim.ir.op.Gather;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import dev.npusim.ir.op.Normalization;
import dev.npusim.ir.op.Pad;
import dev.npusim.ir.op.Permute;
import dev.npusim.ir.op.Pool;
import dev.npusim.ir.op.Reduce;
import dev.npusim.ir.op.Resize;
import dev.npusim.ir.op.Rope;
import dev.npusim.ir.op.SelectiveScan;
import dev.npusim.ir.op.Softmax;
import dev.npusim.ir.op.View;
import dev.npusim.ir.op.Whole;
import dev.npusim.ir.op.Window;

/**
 * Which part of an input a node has to read for a part of its output. Rows are taken as one
 * contiguous range: the hull of what is needed.
 */
public final class Footprint {
  private Footprint() {}

  /**
   * The region of data input {@code index} that {@code output} needs; all of a contraction's
   * reduction.
   */
  public static Region of(Node node, int index, Region output) {
    Value input = node.input(index);
    TensorType in = input.type();
    TensorType out = node.output().type();
    Region whole = in.wholeRegion();
    if (node.op() instanceof SelectiveScan) {
      return scanned(index, whole, output);
    }
    if (node.op() instanceof Rope && index > 0) {
      return rotaryTable(whole, output);
    }
    if (input.isStatic() && !(node.op() instanceof Broadcasting)) {
      return parameter(node, index, output);
    }
    if (node.op() instanceof CausalConvolution conv) {
      return earlierTokens(in, out, conv, output);
    }
    if (node.op() instanceof Convolution conv) {
      return conv.groups() == 1
          ? window(in, out, conv.rows(), conv.columns(), output, 0, whole.columnEnd())
          : window(
              in,
              out,
              conv.rows(),
              conv.columns(),
              output,
              channelBegin(node, conv, output),
              channelEnd(node, conv, output));
    }
    if (node.op() instanceof Pool pool) {
      return window(
          in, out, pool.rows(), pool.columns(), output, output.columnBegin(), output.columnEnd());
    }
    if (node.op() instanceof Resize resize) {
      return resize(in, out, resize, output);
    }
    if (node.op() instanceof Fold fold) {
      return patches(in, out, fold, output);
    }
    if (node.op() instanceof Linear
        || node.op() instanceof Softmax
        || (node.op() instanceof Normalization norm
            && (norm.kindOf() == Normalization.Kind.LAYER
                || norm.kindOf() == Normalization.Kind.RMS))) {
      return new Region(output.rowBegin(), output.rowEnd(), 0, whole.columnEnd());
    }
    if (node.op() instanceof Gated) {
      return new Region(output.rowBegin(), output.rowEnd(), 0, whole.columnEnd());
    }
    if (node.op() instanceof Elementwise || node.op() instanceof Normalization) {
      return output;
    }
    if (node.op() instanceof Rope rope) {
      int head = whole.columns() / rope.heads();
      return new Region(
          output.rowBegin(),
          output.rowEnd(),
          output.columnBegin() / head * head,
          (output.columnEnd() + head - 1) / head * head);
    }
    if (node.op() instanceof Broadcasting || node.op() instanceof Expand) {
      return broadcast(in, out, output);
    }
    if (node.op() instanceof Gather) {
      return rowsOfIndices(in, out, output);
    }
    if (node.op() instanceof Reduce reduce) {
      return reduce(in, out, reduce, output);
    }
    if (node.op() instanceof Permute
        || node.op() instanceof Pad
        || node.op() instanceof Whole
        || node.op() instanceof MatMul
        || node.op() instanceof Attention
        || node.op() instanceof View) {
      return whole;
    }
    throw new IllegalStateException("no footprint for " + node.op().kind());
  }

  /** All tokens of the output's channels; all of B and C, which have no channels. */
  private static Region scanned(int index, Region whole, Region output) {
    return index == 3 || index == 4
        ? whole
        : new Region(0, whole.rowEnd(), output.columnBegin(), output.columnEnd());
  }

  /** The positions of the output's tokens; all of them where a sequence ends among the tokens. */
  private static Region rotaryTable(Region whole, Region output) {
    int begin = output.rowBegin() % whole.rows();
    int end = begin + output.rows();
    return end <= whole.rows() ? new Region(begin, end, 0, whole.columns()) : whole;
  }

  /** From the first token under the first output's taps to the last output's own token. */
  private static Region earlierTokens(
      TensorType in, TensorType out, CausalConvolution conv, Region output) {
    int tokens = Math.toIntExact(in.shape().dim(1));
    int outputs = Math.toIntExact(out.shape().dim(1));
    int first = output.rowBegin();
    int last = output.rowEnd() - 1;
    int own = first % outputs + conv.history();
    return new Region(
        first / outputs * tokens + Math.max(0, own - conv.kernel() + 1),
        last / outputs * tokens + last % outputs + conv.history() + 1,
        output.columnBegin(),
        output.columnEnd());
  }

  private static int channelBegin(Node node, Convolution conv, Region output) {
    int perGroup = node.output().type().wholeRegion().columns() / conv.groups();
    int inPerGroup = node.input(0).type().wholeRegion().columns() / conv.groups();
    return output.columnBegin() / perGroup * inPerGroup;
  }

  private static int channelEnd(Node node, Convolution conv, Region output) {
    int perGroup = node.output().type().wholeRegion().columns() / conv.groups();
    int inPerGroup = node.input(0).type().wholeRegion().columns() / conv.groups();
    return (output.columnEnd() + perGroup - 1) / perGroup * inPerGroup;
  }

  /** Vectors of parameters: one row, the columns of the output; anything else whole. */
  private static Region parameter(Node node, int index, Region output) {
    Region whole = node.input(index).type().wholeRegion();
    if (node.op() instanceof Gather) {
      // Which rows are picked is not known before the run; as many of them are read, taken as the
      // first.
      int count = Math.min(output.rows(), whole.rows());
      int begin = Math.min(output.rowBegin(), whole.rows() - count);
      return new Region(begin, begin + count, 0, whole.columns());
    }
    boolean perColumn = whole.elements() == node.output().type().columns() && whole.rows() == 1;
    return perColumn ? new Region(0, 1, output.columnBegin(), output.columnEnd()) : whole;
  }

  /**
   * Input rows under a sliding window: full image rows from the first to the last, except where one
   * output row needs one input row only.
   */
  static Region window(
      TensorType in, TensorType out, Window rows, Window columns, Region output, int c0, int c1) {
    int height = Math.toIntExact(in.shape().dim(2));
    int width = Math.toIntExact(in.shape().dim(3));
    int outHeight = Math.toIntExact(out.shape().dim(2));
    int outWidth = Math.toIntExact(out.shape().dim(3));
    if (isPointwise(rows) && isPointwise(columns)) {
      return new Region(output.rowBegin(), output.rowEnd(), c0, c1);
    }
    int first = output.rowBegin();
    int last = output.rowEnd() - 1;
    int image0 = first / (outHeight * outWidth);
    int image1 = last / (outHeight * outWidth);
    int h0 = Math.min(height - 1, rows.firstInput(first / outWidth % outHeight));
    int h1 = Math.max(h0 + 1, rows.endInput(last / outWidth % outHeight, height));
    int begin = (image0 * height + h0) * width;
    int end =
        (image1 * height + Math.max(1, rows.endInput(last / outWidth % outHeight, height))) * width;
    if (image0 == image1 && h1 - h0 == 1 && first / outWidth == last / outWidth) {
      int w0 = Math.min(width - 1, columns.firstInput(first % outWidth));
      int w1 = Math.max(w0 + 1, columns.endInput(last % outWidth, width));
      return new Region(begin + w0, begin + w1, c0, c1);
    }
    return new Region(begin, Math.max(end, begin + width), c0, c1);
  }

  private static boolean isPointwise(Window window) {
    return window.kernel() == 1
        && window.stride() == 1
        && window.padBefore() == 0
        && window.padAfter() == 0;
  }

  private static Region resize(TensorType in, TensorType out, Resize resize, Region output) {
    long height = in.shape().dim(2);
    long width = in.shape().dim(3);
    long outHeight = out.shape().dim(2);
    long outWidth = out.shape().dim(3);
    long firstRow = output.rowBegin() / outWidth;
    long lastRow = (output.rowEnd() - 1) / outWidth;
    int margin = resize.filter() == Resize.Filter.LINEAR ? 1 : 0;
    long h0 = Math.max(0, firstRow % outHeight * height / outHeight - margin);
    long h1 = Math.min(height, lastRow % outHeight * height / outHeight + 1 + margin);
    long begin = (firstRow / outHeight * height + h0) * width;
    long end = (lastRow / outHeight * height + h1) * width;
    return new Region(
        Math.toIntExact(begin), Math.toIntExact(end), output.columnBegin(), output.columnEnd());
  }

  /** The lines of patches that reach the output's lines, with all of a channel's patch. */
  private static Region patches(TensorType in, TensorType out, Fold fold, Region output) {
    int height = Math.toIntExact(in.shape().dim(2));
    int width = Math.toIntExact(in.shape().dim(3));
    int outWidth = Math.toIntExact(out.shape().dim(3));
    int outHeight = Math.toIntExact(out.shape().dim(2));
    int first = output.rowBegin() / outWidth;
    int last = (output.rowEnd() - 1) / outWidth;
    Window rows = fold.rows();
    int reach = rows.dilation() * (rows.kernel() - 1);
    int below = first % outHeight + rows.padBefore() - reach;
    int h0 = Math.min(height - 1, Math.max(0, -Math.floorDiv(-below, rows.stride())));
    int above = Math.floorDiv(last % outHeight + rows.padBefore(), rows.stride());
    int h1 = Math.max(0, Math.min(height - 1, above));
    int patch = rows.kernel() * fold.columns().kernel();
    int begin = (first / outHeight * height + h0) * width;
    int end = (last / outHeight * height + h1 + 1) * width;
    return new Region(
        begin,
        Math.max(end, begin + width),
        output.columnBegin() * patch,
        output.columnEnd() * patch);
  }

  /**
   * Equal extents map one to one, extent 1 is repeated; any other broadcast reads the whole
   * operand.
   */
  private static Region broadcast(TensorType in, TensorType out, Region output) {
    Region whole = in.wholeRegion();
    Region outWhole = out.wholeRegion();
    int c0 = whole.columns() == outWhole.columns() ? output.columnBegin() : 0;
    int c1 = whole.columns() == outWhole.columns() ? output.columnEnd() : whole.columns();
    if (whole.rows() == outWhole.rows()) {
      return new Region(output.rowBegin(), output.rowEnd(), c0, c1);
    }
    if (broadcastsInnerRowsOnly(in, out)) {
      int ratio = outWhole.rows() / whole.rows();
      return new Region(output.rowBegin() / ratio, (output.rowEnd() - 1) / ratio + 1, c0, c1);
    }
    return new Region(0, whole.rows(), c0, c1);
  }

  /** True when the operand has one row per batch element and the rows of each element share it. */
  private static boolean broadcastsInnerRowsOnly(TensorType in, TensorType out) {
    return in.shape().rank() == out.shape().rank()
        && in.layout() == out.layout()
        && in.rows() == in.shape().dim(0)
        && in.shape().dim(0) == out.shape().dim(0);
  }

  private static Region rowsOfIndices(TensorType in, TensorType out, Region output) {
    // The indices have one element per output row, in the same order.
    long columns = in.columns();
    return new Region(
        (int) (output.rowBegin() / columns),
        (int) ((output.rowEnd() - 1) / columns) + 1,
        0,
        (int) columns);
  }

  private static Region reduce(TensorType in, TensorType out, Reduce reduce, Region output) {
    Region whole = in.wholeRegion();
    boolean perImage =
        in.layout() == Layout.IMAGE
            && !reduce.axes().contains(0)
            && !reduce.axes().contains(1)
            && reduce.axes().size() == in.shape().rank() - 2;
    if (!perImage) {
      return whole;
    }
    int positions = Math.toIntExact(in.rows() / in.shape().dim(0));
    int first = output.rowBegin();
    int last = output.rowEnd();
    return new Region(
        first * positions, last * positions, output.columnBegin(), output.columnEnd());
  }
}
