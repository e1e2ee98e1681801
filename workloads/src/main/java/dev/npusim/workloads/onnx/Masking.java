package dev.npusim.workloads.onnx;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.DataType;
import dev.npusim.ir.Layout;
import dev.npusim.ir.Shape;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.op.Binary;
import dev.npusim.ir.op.Pad;
import java.util.Collections;
import org.jspecify.annotations.Nullable;

/**
 * Which keys count for which queries: a mask of truth values, one of numbers that are added to the
 * scores, or the plain causal order, which needs none.
 */
final class Masking {
  private static final double EXCLUDED = Double.NEGATIVE_INFINITY;

  private final Steps steps;
  private final long queries;
  private final long keys;
  private @Nullable String truths;
  private @Nullable String bias;
  private boolean causal;

  Masking(Steps steps, long queries, long keys) {
    this.steps = steps;
    this.queries = queries;
    this.keys = keys;
  }

  /** A mask of truth values or one to be added; null does nothing. */
  void add(@Nullable String mask) {
    if (mask == null) {
      return;
    }
    if (steps.type(mask) == DataType.BOOL) {
      String before = truths;
      truths = before == null ? mask : steps.binary(Binary.Function.AND, before, mask);
    } else {
      bias = steps.addOptional(mask, bias);
    }
  }

  /** A mask for the first keys only excludes the others. */
  @Nullable String padded(@Nullable String mask) {
    if (mask == null || steps.shape(mask).dim(-1) == keys || steps.shape(mask).dim(-1) == 1) {
      return mask;
    }
    Shape shape = steps.shape(mask);
    DataType type = steps.type(mask);
    TensorType target = new TensorType(shape.with(-1, keys), type, Layout.ROW_MAJOR);
    ImmutableList<Integer> before = ImmutableList.copyOf(Collections.nCopies(shape.rank(), 0));
    double outside = type == DataType.BOOL ? 0 : EXCLUDED;
    return steps.apply(new Pad(target, before, Pad.Fill.CONSTANT, outside), mask);
  }

  /** Each batch element has its own number of keys. */
  void valid(@Nullable String counts) {
    if (counts != null) {
      String positions = steps.count(keys, 3, 4);
      String limit = steps.regroup(counts, steps.shape(counts).elements(), 1, 1, 1);
      add(steps.binary(Binary.Function.LESS, positions, limit));
    }
  }

  /**
   * A query sees the keys up to its own position.
   *
   * @param offset position of the first query
   * @param counts keys per batch element, where queries stand at their end; else null
   */
  void causal(long offset, @Nullable String counts) {
    if (counts == null && offset + queries == keys) {
      causal = true;
    } else if (counts == null) {
      add(steps.pattern(Shape.of(queries, keys), (query, key) -> key <= query + offset));
    } else {
      String last = steps.regroup(counts, steps.shape(counts).elements(), 1, 1, 1);
      String own =
          steps.add(steps.subtract(last, steps.integer(queries)), steps.count(queries, 2, 4));
      add(steps.binary(Binary.Function.LESS_OR_EQUAL, steps.count(keys, 3, 4), own));
    }
  }

  /** Keys at most that far before and behind a query; -1 for any. */
  void windows(long before, long behind, long offset) {
    if (before >= 0 || behind >= 0) {
      add(
          steps.pattern(
              Shape.of(queries, keys),
              (query, key) ->
                  (before < 0 || key >= query + offset - before)
                      && (behind < 0 || key <= query + offset + behind)));
    }
  }

  boolean isCausal() {
    return causal;
  }

  /** All masks in one, shaped to broadcast against batch, heads, queries, keys. */
  @Nullable String mask() {
    if (truths == null || bias == null) {
      return truths == null ? bias : truths;
    }
    return steps.select(truths, bias, steps.real(EXCLUDED));
  }
}
