package dev.npusim.ir;

/**
 * A named tensor of a graph.
 *
 * @param kind where its contents come from
 * @param origin whose numbers these are: tensors of one origin hold the same numbers in different
 *     orders, are stored each by itself, and were learned once; its own name where it is no such
 */
public record Value(String name, TensorType type, Kind kind, String origin) {
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

  /** A tensor of its own numbers. */
  public Value(String name, TensorType type, Kind kind) {
    this(name, type, kind, name);
  }

  /** True for parameters and constants: known before the run and stored with the weights. */
  public boolean isStatic() {
    return kind == Kind.PARAMETER || kind == Kind.CONSTANT;
  }

  public long elements() {
    return type.elements();
  }
}
