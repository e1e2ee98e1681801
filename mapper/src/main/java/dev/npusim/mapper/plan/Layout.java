package dev.npusim.mapper.plan;

import dev.npusim.ir.Region;
import dev.npusim.npu.program.Residency.Use;
import dev.npusim.npu.program.Tensor;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToIntFunction;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a program, or of one of its groups alone, in order, and the buffers that they need.
 * A step belongs to one group.
 */
public final class Layout {
  private int[] groupOfStep = new int[16];
  private int steps;
  private final List<Buffer> buffers = new ArrayList<>();

  /** Of a program: its groups, each with the layout of its own. */
  private final List<Layout> groups;

  /** Last steps of these. */
  private final int[] lastSteps;

  private @Nullable List<Buffer> standing;
  private @Nullable List<Buffer> passing;

  /** Nothing yet. */
  public Layout() {
    this(List.of());
  }

  /** All groups of a program, one behind the other, each with a layout of its own. */
  public Layout(List<Layout> groups) {
    this.groups = List.copyOf(groups);
    this.lastSteps = new int[groups.size()];
    for (int group = 0; group < lastSteps.length; group++) {
      int end = steps + groups.get(group).steps;
      reserve(end);
      Arrays.fill(groupOfStep, steps, end, group);
      steps = end;
      lastSteps[group] = end - 1;
    }
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

  /** Of a program: the layouts of its groups. */
  List<Layout> groups() {
    return groups;
  }

  /** First step of a group of a program. */
  public int firstStep(int group) {
    return group == 0 ? 0 : lastSteps[group - 1] + 1;
  }

  /** Last step of a group of a program. */
  public int lastStep(int group) {
    return lastSteps[group];
  }

  /** Those of no group of a program, or of this group. */
  public List<Buffer> buffers() {
    return buffers;
  }

  /** Those of all groups in their order, then those of none. */
  public List<Buffer> allBuffers() {
    List<Buffer> all = new ArrayList<>();
    groups.forEach(group -> all.addAll(group.buffers));
    all.addAll(buffers);
    return all;
  }

  /** Buffers by a step of theirs, in the order given where it is the same: a counting sort. */
  public List<Buffer> sorted(List<Buffer> all, ToIntFunction<Buffer> key) {
    int[] next = new int[steps + 1];
    for (Buffer buffer : all) {
      next[key.applyAsInt(buffer) + 1]++;
    }
    for (int step = 0; step < steps; step++) {
      next[step + 1] += next[step];
    }
    Buffer[] sorted = new Buffer[all.size()];
    for (Buffer buffer : all) {
      sorted[next[key.applyAsInt(buffer)]++] = buffer;
    }
    return Arrays.asList(sorted);
  }

  /** Of these buffers, what is kept or made: it finds its place first. Asked once all are there. */
  List<Buffer> standing() {
    if (standing == null) {
      standing = buffers.stream().filter(Buffer::isStanding).toList();
    }
    return standing;
  }

  /** Of these buffers the others, in the order of their first steps. */
  List<Buffer> passing() {
    if (passing == null) {
      passing =
          buffers.stream()
              .filter(buffer -> !buffer.isStanding())
              .sorted(Comparator.comparingInt(buffer -> buffer.firstStep))
              .toList();
    }
    return passing;
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
