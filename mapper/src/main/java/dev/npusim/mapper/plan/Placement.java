package dev.npusim.mapper.plan;

import dev.npusim.mapper.plan.Buffer.Fill;
import dev.npusim.npu.program.Residency;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Gives every buffer an address. What is made or kept goes first, large before small (greedy by
 * size, as in Pisarchyk and Lee, 2020), at low addresses; fetched chunks follow in the order of
 * their use, at high addresses, each issued as early as there is room. What is pinned has the
 * lowest addresses to itself.
 */
public final class Placement {
  /** Steps before its first use in which a chunk may be fetched. */
  private static final int LOOKAHEAD = 160;

  private Placement() {}

  /**
   * @return null when everything found a place, otherwise the first buffer that did not
   */
  public static @Nullable Buffer place(Layout layout, long capacity) {
    AddressSpace space = new AddressSpace(capacity, layout.steps());
    List<Buffer> standing = new ArrayList<>();
    List<Buffer> passing = new ArrayList<>();
    for (Buffer buffer : layout.buffers()) {
      if (buffer.fill == Fill.PINNED) {
        buffer.address = space.place(buffer.bytes, 0, layout.steps() - 1, false);
        if (buffer.address == AddressSpace.NONE) {
          return buffer;
        }
        buffer.issueStep = Math.max(0, buffer.firstStep - LOOKAHEAD);
        continue;
      }
      boolean kept =
          buffer.fill != Fill.FETCHED
              || buffer.use != Residency.Use.WEIGHTS && buffer.lastStep > buffer.firstStep;
      (kept ? standing : passing).add(buffer);
    }
    standing.sort(
        Comparator.comparingLong((Buffer buffer) -> -buffer.bytes)
            .thenComparingInt(buffer -> buffer.firstStep));
    for (Buffer buffer : standing) {
      buffer.address = space.place(buffer.bytes, buffer.firstStep, buffer.lastStep, false);
      if (buffer.address == AddressSpace.NONE) {
        return buffer;
      }
      buffer.issueStep = buffer.firstStep;
    }
    // First each chunk where it is needed, so that prefetching never takes the room of what must be
    // there.
    passing.sort(Comparator.comparingInt((Buffer buffer) -> buffer.firstStep));
    for (Buffer buffer : passing) {
      buffer.address = space.place(buffer.bytes, buffer.firstStep, buffer.lastStep, true);
      if (buffer.address == AddressSpace.NONE) {
        return buffer;
      }
    }
    for (Buffer buffer : passing) {
      space.release(buffer.address, buffer.bytes, buffer.firstStep, buffer.lastStep);
      AddressSpace.Placement early =
          space.placeEarly(
              buffer.bytes,
              Math.max(buffer.earliestStep, buffer.firstStep - LOOKAHEAD),
              buffer.firstStep,
              buffer.lastStep);
      if (early == null) {
        throw new IllegalStateException("a released place is gone");
      }
      buffer.address = early.address();
      buffer.issueStep = early.first();
    }
    return null;
  }
}
