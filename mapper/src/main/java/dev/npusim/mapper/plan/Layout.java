package dev.npusim.mapper.plan;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.List;

/**
 * The steps of a program, in order, and the buffers that they need. A step belongs to one group.
 */
public final class Layout {
  private final List<Integer> groupOfStep = new ArrayList<>();
  private final List<Buffer> buffers = new ArrayList<>();

  /** Appends a step and returns its index. */
  public int addStep(int group) {
    groupOfStep.add(group);
    return groupOfStep.size() - 1;
  }

  public int steps() {
    return groupOfStep.size();
  }

  public int groupOfStep(int step) {
    return groupOfStep.get(step);
  }

  public List<Buffer> buffers() {
    return buffers;
  }

  public Buffer add(Buffer buffer) {
    buffers.add(buffer);
    return buffer;
  }

  /** Room for {@code count} short-lived residencies of at most {@code slotBytes}. */
  public Buffer slots(Tensor tensor, int count, long slotBytes, int firstStep, int lastStep) {
    return add(
        new Buffer(
            Buffer.Fill.SLOTS,
            tensor,
            new Region(0, 0, 0, 0),
            Use.WORKSPACE,
            count * AddressSpace.align(slotBytes),
            -1,
            firstStep,
            lastStep,
            firstStep));
  }
}
