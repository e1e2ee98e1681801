package dev.npusim.mapper.plan;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The steps of a program, or of one of its groups alone, in order, and the buffers that they need.
 * A step belongs to one group.
 */
public final class Layout {
  private int[] groupOfStep = new int[16];
  private int steps;
  private final List<Buffer> buffers;

  /** Of the groups that were appended, in their order. */
  private final List<Integer> lastSteps = new ArrayList<>();

  public Layout() {
    this(16);
  }

  /**
   * @param expected number of buffers
   */
  private Layout(int expected) {
    buffers = new ArrayList<>(expected);
  }

  /** All groups of a program, one behind the other, each with the layout of its own. */
  public static Layout of(List<Layout> groups) {
    Layout all = new Layout(groups.stream().mapToInt(group -> group.buffers.size()).sum() + 1024);
    for (int group = 0; group < groups.size(); group++) {
      all.append(groups.get(group), group);
    }
    return all;
  }

  private void append(Layout own, int group) {
    int offset = steps;
    reserve(steps + own.steps);
    Arrays.fill(groupOfStep, offset, offset + own.steps, group);
    steps += own.steps;
    lastSteps.add(steps - 1);
    for (Buffer buffer : own.buffers) {
      buffer.move(offset, this);
    }
    buffers.addAll(own.buffers);
  }

  private void reserve(int length) {
    if (length > groupOfStep.length) {
      groupOfStep = Arrays.copyOf(groupOfStep, Math.max(length, 2 * groupOfStep.length));
    }
  }

  /** Appends a step and returns its index. */
  public int addStep(int group) {
    reserve(steps + 1);
    groupOfStep[steps] = group;
    return steps++;
  }

  public int steps() {
    return steps;
  }

  public int groupOfStep(int step) {
    return groupOfStep[step];
  }

  /** First step of a group of a program. */
  public int firstStep(int group) {
    return group == 0 ? 0 : lastSteps.get(group - 1) + 1;
  }

  /** Last step of a group of a program. */
  public int lastStep(int group) {
    return lastSteps.get(group);
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
