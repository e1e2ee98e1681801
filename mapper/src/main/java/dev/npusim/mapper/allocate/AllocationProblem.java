package dev.npusim.mapper.allocate;

import com.google.common.collect.ImmutableList;

/**
 * Which buffers need addresses in how much memory.
 *
 * @param capacity addresses run from 0 to it
 */
public record AllocationProblem(ImmutableList<Request> requests, long capacity) {

  /** The most that lives at one moment: no allocation is lower. */
  public long demand() {
    return Sections.of(requests).demand();
  }

  /** The same buffers in another memory. */
  public AllocationProblem within(long otherCapacity) {
    return new AllocationProblem(requests, otherCapacity);
  }
}
