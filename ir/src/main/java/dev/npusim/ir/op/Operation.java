package dev.npusim.ir.op;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.IrException;
import dev.npusim.ir.TensorType;

/**
 * What a node does. The family is closed: it multiplies ({@link Contraction}), it computes element
 * by element or row by row ({@link VectorOperation}), or it only says how stored elements are to be
 * seen ({@link View}).
 */
public sealed interface Operation permits Contraction, VectorOperation, View {
  /** Short lower-case name for tables, such as {@code conv2d} or {@code group_norm}. */
  String kind();

  /**
   * Types of the outputs.
   *
   * @throws IrException where the inputs do not fit the operation; the caller adds the node's name
   */
  ImmutableList<TensorType> infer(ImmutableList<TensorType> inputs);
}
