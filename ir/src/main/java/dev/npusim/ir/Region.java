package dev.npusim.ir;

import com.google.common.collect.ImmutableList;

/** A rectangle of a tensor's matrix: rows and columns, both half-open. */
public record Region(int rowBegin, int rowEnd, int columnBegin, int columnEnd) {
  public Region {
    if (rowBegin < 0 || columnBegin < 0 || rowEnd < rowBegin || columnEnd < columnBegin) {
      throw new IllegalArgumentException(
          "region [" + rowBegin + "," + rowEnd + ")x[" + columnBegin + "," + columnEnd + ")");
    }
  }

  public int rows() {
    return rowEnd - rowBegin;
  }

  public int columns() {
    return columnEnd - columnBegin;
  }

  public long elements() {
    return (long) rows() * columns();
  }

  public boolean isEmpty() {
    return rowEnd == rowBegin || columnEnd == columnBegin;
  }

  public boolean contains(Region other) {
    return other.isEmpty()
        || (rowBegin <= other.rowBegin
            && other.rowEnd <= rowEnd
            && columnBegin <= other.columnBegin
            && other.columnEnd <= columnEnd);
  }

  public boolean overlaps(Region other) {
    return Math.max(rowBegin, other.rowBegin) < Math.min(rowEnd, other.rowEnd)
        && Math.max(columnBegin, other.columnBegin) < Math.min(columnEnd, other.columnEnd);
  }

  /** The common part; empty (with zero extents) where the two do not overlap. */
  public Region intersect(Region other) {
    int r0 = Math.max(rowBegin, other.rowBegin);
    int c0 = Math.max(columnBegin, other.columnBegin);
    return new Region(
        r0,
        Math.max(r0, Math.min(rowEnd, other.rowEnd)),
        c0,
        Math.max(c0, Math.min(columnEnd, other.columnEnd)));
  }

  /** The smallest rectangle that holds both. */
  public Region hull(Region other) {
    if (isEmpty()) {
      return other;
    }
    if (other.isEmpty()) {
      return this;
    }
    return new Region(
        Math.min(rowBegin, other.rowBegin),
        Math.max(rowEnd, other.rowEnd),
        Math.min(columnBegin, other.columnBegin),
        Math.max(columnEnd, other.columnEnd));
  }

  /** What is left of this one without the part it shares with {@code other}, in rectangles. */
  public ImmutableList<Region> without(Region other) {
    if (!overlaps(other)) {
      return isEmpty() ? ImmutableList.of() : ImmutableList.of(this);
    }
    Region common = intersect(other);
    ImmutableList.Builder<Region> rest = ImmutableList.builder();
    if (rowBegin < common.rowBegin) {
      rest.add(new Region(rowBegin, common.rowBegin, columnBegin, columnEnd));
    }
    if (common.rowEnd < rowEnd) {
      rest.add(new Region(common.rowEnd, rowEnd, columnBegin, columnEnd));
    }
    if (columnBegin < common.columnBegin) {
      rest.add(new Region(common.rowBegin, common.rowEnd, columnBegin, common.columnBegin));
    }
    if (common.columnEnd < columnEnd) {
      rest.add(new Region(common.rowBegin, common.rowEnd, common.columnEnd, columnEnd));
    }
    return rest.build();
  }

  /** What is left of this one without any of {@code others}, in rectangles. */
  public ImmutableList<Region> without(Iterable<Region> others) {
    ImmutableList<Region> rest = ImmutableList.of(this);
    for (Region other : others) {
      rest =
          rest.stream()
              .flatMap(part -> part.without(other).stream())
              .collect(ImmutableList.toImmutableList());
    }
    return rest;
  }

  public Region shift(int rows, int columns) {
    return new Region(rowBegin + rows, rowEnd + rows, columnBegin + columns, columnEnd + columns);
  }

  @Override
  public String toString() {
    return "[" + rowBegin + "," + rowEnd + ")x[" + columnBegin + "," + columnEnd + ")";
  }
}
