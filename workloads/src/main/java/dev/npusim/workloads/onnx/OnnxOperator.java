package dev.npusim.workloads.onnx;

/**
 * One row of the table of operators.
 *
 * @param name with its domain in front, unless that is ONNX's own
 * @param since first version of its operator set that has it
 * @param how in one line, what it becomes and costs, why it is free, or what to do about it
 */
public record OnnxOperator(String name, int since, Kind kind, String how) {
  /** How an operator is accounted for. */
  public enum Kind {
    /** Multiply-accumulates of the array, with whatever belongs to them. */
    CONTRACTION,
    /** Work of the vector unit. */
    VECTOR,
    /** Another way to see stored elements: no work, no memory. */
    VIEW,
    /** Computed before the run. */
    CONSTANT,
    /** From and to whole numbers. */
    QUANTIZATION,
    /** Its work is a stated formula; what it computes is not modelled. */
    APPROXIMATION,
    /** Nodes that hold other nodes. */
    CONTROL,
    /** An error that says what to do. */
    REJECTED
  }
}
