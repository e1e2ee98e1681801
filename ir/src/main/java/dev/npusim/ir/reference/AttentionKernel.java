package dev.npusim.ir.reference;

import dev.npusim.ir.DataType;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Attention;
import java.util.List;

/** Attention, one batch element and query head at a time. */
final class AttentionKernel {
  private AttentionKernel() {}

  static double[] compute(Attention op, List<Tensor> in, TensorType out) {
    Tensor q = in.get(0);
    Tensor k = in.get(1);
    Tensor v = in.get(2);
    int queries = q.dim(1);
    int keys = k.dim(1);
    Shape scoresShape = Shape.of(q.dim(0), op.heads(), queries, keys);
    int[] masks = in.size() > 3 ? Offsets.broadcast(in.get(3).shape(), scoresShape) : new int[0];
    double[] result = new double[Math.toIntExact(out.elements())];
    for (int batch = 0; batch < q.dim(0); batch++) {
      for (int head = 0; head < op.heads(); head++) {
        int shared = head / (op.heads() / op.kvHeads());
        double[] scores =
            Matrices.productTransposed(
                Offsets.pick(q.values(), head(q, batch, head, op.headDim())),
                Offsets.pick(k.values(), head(k, batch, shared, op.headDim())),
                queries,
                keys,
                op.headDim());
        int first = (batch * op.heads() + head) * queries * keys;
        for (int i = 0; i < scores.length; i++) {
          double score = capped(scores[i] * op.scale(), op.softcap());
          // The last query stands at the last key.
          int age = i / keys + keys - queries - i % keys;
          boolean unseen = age < 0 || (op.window() > 0 && age >= op.window());
          scores[i] = op.causal() && unseen ? Double.NEGATIVE_INFINITY : score;
          if (masks.length > 0) {
            scores[i] += masked(in.get(3), masks[first + i]);
          }
        }
        ReductionKernels.softmaxRows(scores, keys);
        double[] values = Offsets.pick(v.values(), head(v, batch, shared, op.valueDim()));
        double[] product = Matrices.product(scores, values, queries, op.valueDim(), keys);
        int width = op.heads() * op.valueDim();
        int start = batch * queries * width + head * op.valueDim();
        int[] places = Offsets.of(new int[] {queries, op.valueDim()}, start, width, 1);
        Offsets.put(product, places, result);
      }
    }
    return result;
  }

  /** The columns of one head. */
  private static int[] head(Tensor x, int batch, int head, int dim) {
    int start = batch * x.dim(1) * x.dim(2) + head * dim;
    return Offsets.of(new int[] {x.dim(1), dim}, start, x.dim(2), 1);
  }

  private static double capped(double score, double softcap) {
    return softcap == 0 ? score : softcap * Math.tanh(score / softcap);
  }

  private static double masked(Tensor mask, int index) {
    if (mask.dataType() != DataType.BOOL) {
      return mask.at(index);
    }
    return mask.at(index) == 0 ? Double.NEGATIVE_INFINITY : 0;
  }
}
