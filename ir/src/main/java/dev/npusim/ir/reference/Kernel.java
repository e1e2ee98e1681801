package dev.npusim.ir.reference;

import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Operation;
import java.util.List;

/** How one kind of operation computes. */
@FunctionalInterface
interface Kernel<O extends Operation> {
  /**
   * @param out type that the operation infers for its result
   * @return the result in row-major order of its shape; integers are cut to their type afterwards
   */
  double[] compute(O op, List<Tensor> in, TensorType out);
}
