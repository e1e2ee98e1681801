package dev.npusim.ir;

/**
 * A named tensor of a graph.
 *
 * @param kind where its contents come from
 */
public record Value(String name, TensorType type, Kind kind) {
  /** Where the contents of a value come from. */
  public enum Kind {
    /** Given at run time. */
    INPUT,
    /** Kept between runs (a KV cache, a recurrent state); in DRAM when the run starts. */
    STATE,
    /** Computed by a node. */
    ACTIVATION,
    /** Learned: counts as a parameter. */
    PARAMETER,
    /**
     * Fixed numbers that nobody learned (frequencies, scales, rotary tables): read like a weight,
     * not counted as one.
     */
    CONSTANT
  }

  public Value {
    if (name.isEmpty()) {
      throw new IrException("a value without a name");
    }
  }

  /** True for parameters and constants: known before the run and stored with the weights. */
  public boolean isStatic() {
    return kind == Kind.PARAMETER || kind == Kind.CONSTANT;
  }

  public long elements() {
    return type.elements();
  }
}
