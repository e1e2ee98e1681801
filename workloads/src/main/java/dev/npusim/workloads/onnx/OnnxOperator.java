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
    CONTRACTION("multiply-accumulates of the array, with whatever belongs to them"),
    VECTOR("work of the vector unit"),
    VIEW("another way to see stored elements: no work, no memory"),
    CONSTANT("computed before the run"),
    QUANTIZATION("from and to whole numbers"),
    APPROXIMATION("its work is a stated formula; what it computes is not modelled"),
    CONTROL("a node that holds other nodes"),
    REJECTED("an error that says what to do");

    private final String meaning;

    Kind(String meaning) {
      this.meaning = meaning;
    }

    public String meaning() {
      return meaning;
    }
  }
}
