package dev.npusim.mapper.vector;

import dev.npusim.ir.Region;
import dev.npusim.ir.Value;
import org.jspecify.annotations.Nullable;

/**
 * An operand as blocks pass: what of it is not there from the block before is loaded. What never
 * changes has one buffer, what does has two.
 */
final class Stream {
  private static final int BUFFERS = 2;

  private final VectorProblem problem;
  private final Value value;
  private final boolean held;
  private @Nullable Region there;
  private boolean changes;
  private boolean complete;
  private long largest;

  /** What was asked last, and its bytes: most blocks are alike. */
  private long asked;

  private long answer;

  long loaded;
  long stored;
  long read;
  long written;

  /**
   * @param held stays once it is there
   */
  Stream(VectorProblem problem, Value value, boolean held) {
    this.problem = problem;
    this.value = value;
    this.held = held;
  }

  Value value() {
    return value;
  }

  /** Bytes that a block has to load before it can read {@code region}. */
  long load(Region region) {
    if (complete) {
      return 0;
    }
    largest = Math.max(largest, bytes(region.elements()));
    long missing = bytes(missing(region));
    loaded += missing;
    changes |= there != null && !there.equals(region);
    there = region;
    return missing;
  }

  /** All blocks have passed; what is held is there for those of the next pass. */
  void passed() {
    complete = held;
  }

  private long missing(Region region) {
    if (there == null) {
      return region.elements();
    }
    boolean sameColumns =
        region.columnBegin() >= there.columnBegin() && region.columnEnd() <= there.columnEnd();
    if (!sameColumns) {
      return region.elements();
    }
    long common =
        Math.max(
            0,
            Math.min(region.rowEnd(), there.rowEnd())
                - (long) Math.max(region.rowBegin(), there.rowBegin()));
    return (region.rows() - common) * region.columns();
  }

  long bytes(long elements) {
    if (elements != asked) {
      asked = elements;
      answer = elements == 0 ? 0 : problem.bytes(value, elements);
    }
    return answer;
  }

  long tileBytes() {
    return held ? bytes(value.elements()) : (changes ? BUFFERS : 1) * largest;
  }
}
