package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Rope;
import java.util.List;

/**
 * Rotary embedding: within a head, element i of the first half and of the second half turn
 * together; elements behind the width of the tables pass.
 */
final class RopeKernel {
  private RopeKernel() {}

  static double[] compute(Rope op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    Tensor cosines = in.get(1);
    int columns = Math.toIntExact(x.type().columns());
    int headDim = columns / op.heads();
    int rotated = Math.toIntExact(cosines.type().columns());
    double[] turned = new double[x.size()];
    for (int i = 0; i < turned.length; i++) {
      int inHead = i % headDim;
      if (inHead >= rotated) {
        turned[i] = x.at(i);
        continue;
      }
      boolean firstHalf = inHead < rotated / 2;
      double partner = firstHalf ? -x.at(i + rotated / 2) : x.at(i - rotated / 2);
      int table = (i / columns * rotated + inHead) % cosines.size();
      turned[i] = x.at(i) * cosines.at(table) + partner * in.get(2).at(table);
    }
    return turned;
  }
}
