package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Rope;
import java.util.List;

/**
 * Rotary embedding: of the part of a head that turns, element i of the first half and of the second
 * half turn together, or where interleaved the elements 2i and 2i + 1.
 */
final class RopeKernel {
  private RopeKernel() {}

  static double[] compute(Rope op, List<Tensor> in, TensorType out) {
    Tensor x = in.get(0);
    Tensor cosines = in.get(1);
    int columns = Math.toIntExact(x.type().columns());
    int headDim = columns / op.heads();
    int width = Math.toIntExact(cosines.type().columns());
    double[] turned = new double[x.size()];
    for (int i = 0; i < turned.length; i++) {
      int inHead = i % headDim;
      if (inHead >= width) {
        turned[i] = x.at(i);
        continue;
      }
      int distance = op.interleaved() ? 1 : width / 2;
      boolean first = op.interleaved() ? inHead % 2 == 0 : inHead < distance;
      double partner = first ? -x.at(i + distance) : x.at(i - distance);
      int table = (i / columns * width + inHead) % cosines.size();
      turned[i] = x.at(i) * cosines.at(table) + partner * in.get(2).at(table);
    }
    return turned;
  }
}
