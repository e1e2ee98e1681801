package dev.npusim.npu.check;

import com.google.common.primitives.ImmutableIntArray;
import dev.npusim.ir.Node;
import dev.npusim.ir.Region;
import dev.npusim.ir.Shape;
import dev.npusim.ir.op.Attention;
import dev.npusim.ir.op.CausalConvolution;
import dev.npusim.ir.op.Convolution;
import dev.npusim.ir.op.Linear;
import dev.npusim.ir.op.MatMul;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What a part of a contraction multiplies: the operands of {@code region} of its output (of its
 * scores) for the part [k0, k1) of the reduction.
 */
final class Contractions {
  /** Suffix of the tensor of an attention's scores, (batch*heads + head)*queries by keys. */
  static final String SCORES = ".scores";

  /** Suffix of the tensor of an attention's probabilities, laid out like the scores. */
  static final String PROBABILITIES = ".probabilities";

  private final Roots roots;
  private final Map<String, ImageReach> reaches = new HashMap<>();

  Contractions(Roots roots) {
    this.roots = roots;
  }

  /**
   * Extent of the whole reduction: C/groups*R*S, taps, K, head size for scores, keys for values.
   */
  static long reduction(Node node, boolean scores) {
    if (node.op() instanceof Convolution) {
      Shape weight = node.input(1).type().shape();
      return weight.dim(1) * weight.dim(2) * weight.dim(3);
    }
    if (node.op() instanceof CausalConvolution convolution) {
      return convolution.kernel();
    }
    if (node.op() instanceof Attention attention) {
      return scores ? attention.headDim() : node.input(1).type().shape().dim(1);
    }
    return node.input(0).type().columns();
  }

  /** Adds the operands, biases left out. */
  void operands(Node node, boolean scores, Region region, int k0, int k1, List<Piece> pieces) {
    if (node.op() instanceof Convolution convolution) {
      image(node, convolution, region, k0, k1, pieces);
      kernel(node, region, k0, k1, pieces);
    } else if (node.op() instanceof CausalConvolution convolution) {
      taps(node, convolution, region, k0, k1, pieces);
      kernel(node, region, k0, k1, pieces);
    } else if (node.op() instanceof Linear) {
      Region rows = new Region(region.rowBegin(), region.rowEnd(), k0, k1);
      roots.resolve(node.input(0), rows, pieces);
      Region weight = new Region(region.columnBegin(), region.columnEnd(), k0, k1);
      roots.resolve(node.input(1), weight, pieces);
    } else if (node.op() instanceof MatMul matMul) {
      product(node, matMul, region, k0, k1, pieces);
    } else if (node.op() instanceof Attention attention) {
      if (scores) {
        scores(node, attention, region, k0, k1, pieces);
      } else {
        values(node, attention, region, k0, k1, pieces);
      }
    }
  }

  private void image(Node node, Convolution op, Region region, int k0, int k1, List<Piece> pieces) {
    Shape weight = node.input(1).type().shape();
    int outputsPerGroup = Math.toIntExact(weight.dim(0) / op.groups());
    int channels = Math.toIntExact(weight.dim(1));
    int taps = Math.toIntExact(weight.dim(2) * weight.dim(3));
    int firstGroup = region.columnBegin() / outputsPerGroup;
    int endGroup = (region.columnEnd() - 1) / outputsPerGroup + 1;
    int c0 = k0 / taps;
    int c1 = (k1 - 1) / taps + 1;
    ImageReach reach =
        reaches.computeIfAbsent(
            node.name(),
            name ->
                ImageReach.of(
                    node.input(0).type().shape(),
                    node.output().type().shape(),
                    op.rows(),
                    op.columns()));
    ImmutableIntArray runs = reach.runs(region.rowBegin(), region.rowEnd());
    boolean adjacent = c0 == 0 && c1 == channels;
    int step = adjacent ? endGroup - firstGroup : 1;
    for (int group = firstGroup; group < endGroup; group += step) {
      int begin = group * channels + c0;
      int end = (group + step - 1) * channels + c1;
      for (int i = 0; i < runs.length(); i += 2) {
        Region part = new Region(runs.get(i), runs.get(i + 1), begin, end);
        roots.resolve(node.input(0), part, pieces);
      }
    }
  }

  /** Tap k of output token t lies on token t + history - (kernel - 1) + k of the same sequence. */
  private void taps(
      Node node, CausalConvolution op, Region region, int k0, int k1, List<Piece> pieces) {
    int outputs = Math.toIntExact(node.output().type().shape().dim(1));
    int tokens = outputs + op.history();
    int row = region.rowBegin();
    while (row < region.rowEnd()) {
      int sequence = row / outputs;
      int end = Math.min(region.rowEnd(), (sequence + 1) * outputs);
      int shift = sequence * (tokens - outputs) + op.history() - (op.kernel() - 1);
      int first = Math.max(sequence * tokens, row + shift + k0);
      int stop = Math.max(first, end - 1 + shift + k1);
      roots.resolve(
          node.input(0), new Region(first, stop, region.columnBegin(), region.columnEnd()), pieces);
      row = end;
    }
  }

  private void kernel(Node node, Region region, int k0, int k1, List<Piece> pieces) {
    if (roots.stored(node.input(1)) == Stored.CONVOLUTION_WEIGHT) {
      int tensor = roots.tensor(node.input(1).name());
      pieces.add(new Piece(tensor, new Region(k0, k1, region.columnBegin(), region.columnEnd())));
      return;
    }
    // A computed weight is stored as typed, K*C*R rows by S columns.
    Shape weight = node.input(1).type().shape();
    int rows = Math.toIntExact(weight.dim(1) * weight.dim(2));
    roots.resolve(
        node.input(1),
        new Region(
            region.columnBegin() * rows,
            region.columnEnd() * rows,
            0,
            Math.toIntExact(weight.dim(3))),
        pieces);
  }

  private void product(Node node, MatMul op, Region region, int k0, int k1, List<Piece> pieces) {
    Shape a = node.input(0).type().shape();
    int m = Math.toIntExact(a.dim(-2));
    int k = Math.toIntExact(a.dim(-1));
    int n = Math.toIntExact(node.output().type().columns());
    roots.resolve(node.input(0), new Region(region.rowBegin(), region.rowEnd(), k0, k1), pieces);
    for (int batch = region.rowBegin() / m; batch <= (region.rowEnd() - 1) / m; batch++) {
      int c0 = region.columnBegin();
      int c1 = region.columnEnd();
      Region b =
          op.transposeB()
              ? new Region(batch * n + c0, batch * n + c1, k0, k1)
              : new Region(batch * k + k0, batch * k + k1, c0, c1);
      roots.resolve(node.input(1), b, pieces);
    }
  }

  private void scores(Node node, Attention op, Region region, int k0, int k1, List<Piece> pieces) {
    int queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    int keys = Math.toIntExact(node.input(1).type().shape().dim(1));
    int row = region.rowBegin();
    while (row < region.rowEnd()) {
      int end = Math.min(region.rowEnd(), (row / queries + 1) * queries);
      int batch = row / queries / op.heads();
      int head = row / queries % op.heads();
      int kvHead = head / (op.heads() / op.kvHeads());
      int first = batch * queries + row % queries;
      int q = head * op.headDim();
      int kv = kvHead * op.headDim();
      roots.resolve(node.input(0), new Region(first, first + end - row, q + k0, q + k1), pieces);
      Region key =
          new Region(
              batch * keys + region.columnBegin(),
              batch * keys + region.columnEnd(),
              kv + k0,
              kv + k1);
      roots.resolve(node.input(1), key, pieces);
      row = end;
    }
  }

  private void values(Node node, Attention op, Region region, int k0, int k1, List<Piece> pieces) {
    int queries = Math.toIntExact(node.input(0).type().shape().dim(1));
    int keys = Math.toIntExact(node.input(1).type().shape().dim(1));
    int probabilities = roots.tensor(node.name() + PROBABILITIES);
    int row = region.rowBegin();
    while (row < region.rowEnd()) {
      int end = Math.min(region.rowEnd(), (row / queries + 1) * queries);
      int batch = row / queries;
      int column = region.columnBegin();
      while (column < region.columnEnd()) {
        int head = column / op.valueDim();
        int columnEnd = Math.min(region.columnEnd(), (head + 1) * op.valueDim());
        int first = (batch * op.heads() + head) * queries + row % queries;
        pieces.add(new Piece(probabilities, new Region(first, first + end - row, k0, k1)));
        int kv = head / (op.heads() / op.kvHeads()) * op.valueDim() - head * op.valueDim();
        Region value =
            new Region(batch * keys + k0, batch * keys + k1, column + kv, columnEnd + kv);
        roots.resolve(node.input(2), value, pieces);
        column = columnEnd;
      }
      row = end;
    }
  }
}
