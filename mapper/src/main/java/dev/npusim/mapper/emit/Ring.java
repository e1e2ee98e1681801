package dev.npusim.mapper.emit;

import dev.npusim.mapper.plan.AddressSpace;
import dev.npusim.mapper.plan.Buffer;

/** Hands out the slots of a buffer in turn. */
final class Ring {
  private final Buffer buffer;
  private final long slotBytes;
  private final int slots;
  private int next;

  Ring(Buffer buffer, int slots) {
    this.buffer = buffer;
    this.slots = slots;
    this.slotBytes = buffer.bytes() / slots;
  }

  /** Address of the next slot. */
  long next() {
    long address = buffer.address() + next * slotBytes;
    next = (next + 1) % slots;
    return address;
  }

  /**
   * @throws IllegalStateException when more is asked of a slot than it has
   */
  long advance(long address, long offset, long bytes) {
    if (offset + AddressSpace.align(bytes) > slotBytes) {
      throw new IllegalStateException(
          (offset + bytes) + " bytes in a slot of " + slotBytes + " for " + buffer.tensor().name());
    }
    return address + offset;
  }
}
