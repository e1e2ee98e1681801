package dev.npusim.ir;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Producers to run again, to have a tensor back. A list of segments, the last to run first: chains
 * that reach back through the same part of a model share its segments, so that the chains of all
 * gaps of a deep model together are hardly larger than the model.
 */
public final class Chain {
  /** No producer at all: of graph inputs, which can only be kept or fetched. */
  static final Chain NOTHING =
      new Chain(new Segment(ImmutableList.of(), ImmutableSet.of(), 0, ImmutableList.of()), null);

  /**
   * The producers between two positions that all paths go through.
   *
   * @param positions in the graph, in any order, all later than those of earlier segments
   * @param sources tensors they read that are there anyway
   * @param macs multiply-accumulates of them
   * @param weights learned tensors they read, each once
   */
  record Segment(
      ImmutableList<Integer> positions,
      ImmutableSet<Value> sources,
      long macs,
      ImmutableList<Weight> weights) {}

  /**
   * A learned tensor.
   *
   * @param shared whether several nodes of the graph read it
   */
  record Weight(Value value, boolean shared) {}

  private final Segment segment;
  private final @Nullable Chain earlier;
  private final int size;
  private final long macs;

  /** Of this and all earlier segments; the same set as the earlier ones' where nothing is new. */
  private final ImmutableSet<Value> sharedWeights;

  private Chain(Segment segment, @Nullable Chain earlier) {
    this.segment = segment;
    this.earlier = earlier;
    int before = earlier == null ? 0 : earlier.size;
    this.size = before + segment.positions().size();
    this.macs = Math.addExact(earlier == null ? 0 : earlier.macs, segment.macs());
    ImmutableSet<Value> known = earlier == null ? ImmutableSet.of() : earlier.sharedWeights;
    ImmutableSet<Value> here =
        segment.weights().stream()
            .filter(Weight::shared)
            .map(Weight::value)
            .collect(ImmutableSet.toImmutableSet());
    this.sharedWeights =
        known.containsAll(here)
            ? known
            : ImmutableSet.<Value>builder().addAll(known).addAll(here).build();
  }

  /** {@code segment} after this chain. */
  Chain then(Segment next) {
    return new Chain(next, size == 0 ? null : this);
  }

  /** How many producers. */
  public int size() {
    return size;
  }

  /** Multiply-accumulates of all. */
  public long macs() {
    return macs;
  }

  /** Positions in the graph, ascending. */
  public ImmutableList<Integer> positions() {
    TreeSet<Integer> all = new TreeSet<>();
    for (Chain chain = this; chain != null; chain = chain.earlier) {
      all.addAll(chain.segment.positions());
    }
    return ImmutableList.copyOf(all);
  }

  /** Tensors the chain reads that are there anyway where its result is needed. */
  public ImmutableSet<Value> sources() {
    ImmutableSet.Builder<Value> all = ImmutableSet.builder();
    for (Chain chain = this; chain != null; chain = chain.earlier) {
      all.addAll(chain.segment.sources());
    }
    return all.build();
  }

  /** Equal chains run the same nodes again. */
  @Override
  public boolean equals(@Nullable Object other) {
    return this == other
        || (other instanceof Chain chain
            && size == chain.size
            && macs == chain.macs
            && positions().equals(chain.positions())
            && sources().equals(chain.sources()));
  }

  @Override
  public int hashCode() {
    return 31 * size + Long.hashCode(macs);
  }

  @Nullable Chain earlier() {
    return earlier;
  }

  /** Learned tensors of this segment alone that no other node of the graph reads. */
  ImmutableList<Value> ownWeights() {
    return segment.weights().stream()
        .filter(weight -> !weight.shared())
        .map(Weight::value)
        .collect(ImmutableList.toImmutableList());
  }

  /** Learned tensors of this and all earlier segments that several nodes of the graph read. */
  ImmutableSet<Value> sharedWeights() {
    return sharedWeights;
  }
}
