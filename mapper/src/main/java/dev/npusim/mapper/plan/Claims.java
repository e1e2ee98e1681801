package dev.npusim.mapper.plan;

import java.util.Arrays;

/**
 * What has been claimed so far in the steps of each group of a program, in a form that can be
 * compared between layouts in which the group begins at another step.
 */
final class Claims {
  /** Numbers that stand for a claim. */
  private static final int FIELDS = 4;

  private final Layout layout;
  private final long[][] byGroup;
  private final int[] length;

  Claims(Layout layout) {
    this.layout = layout;
    this.byGroup = new long[layout.groups().size()][];
    this.length = new int[byGroup.length];
    Arrays.fill(byGroup, new long[0]);
  }

  /** Notes a buffer that has its address. */
  void add(Buffer buffer) {
    int last = byGroup.length == 0 ? -1 : layout.groupOfStep(buffer.lastStep);
    boolean pinned = buffer.fill == Buffer.Fill.PINNED;
    int first = pinned ? 0 : layout.groupOfStep(buffer.firstStep);
    for (int group = first; group <= (pinned ? byGroup.length - 1 : last); group++) {
      int begin = layout.firstStep(group);
      int end = layout.lastStep(group);
      add(
          group,
          pinned ? 0 : Math.max(0, buffer.firstStep - begin),
          (pinned ? end : Math.min(end, buffer.lastStep)) - begin,
          buffer.address,
          buffer.bytes);
    }
  }

  private void add(int group, long first, long last, long address, long bytes) {
    int at = length[group];
    if (at == byGroup[group].length) {
      byGroup[group] = Arrays.copyOf(byGroup[group], Math.max(8 * FIELDS, 2 * at));
    }
    long[] fields = byGroup[group];
    fields[at] = first;
    fields[at + 1] = last;
    fields[at + 2] = address;
    fields[at + 3] = bytes;
    length[group] = at + FIELDS;
  }

  /** What is claimed in the steps of the group that a step belongs to. */
  long[] of(int step) {
    int group = layout.groupOfStep(step);
    return Arrays.copyOf(byGroup[group], length[group]);
  }
}
