package dev.npusim.npu.check;

import dev.npusim.ir.Region;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A set of elements of a matrix, kept as disjoint rectangles. Neighbours that form a rectangle are
 * merged, so tiles that come band by band stay a handful of rectangles. Adding and asking are
 * linear in the number of rectangles.
 */
final class RegionSet {
  private final List<Region> parts = new ArrayList<>(2);
  private long elements;

  long elements() {
    return elements;
  }

  List<Region> parts() {
    return List.copyOf(parts);
  }

  /** Some part of {@code region} that is in the set already, or null. */
  @Nullable Region overlap(Region region) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      if (parts.get(i).overlaps(region)) {
        return parts.get(i).intersect(region);
      }
    }
    return null;
  }

  /** Adds what is new of {@code region}. */
  void add(Region region) {
    for (int i = parts.size() - 1; i >= 0; i--) {
      Region part = parts.get(i);
      if (part.overlaps(region)) {
        for (Region rest : minus(region, part)) {
          add(rest);
        }
        return;
      }
    }
    elements += region.elements();
    Region grown = region;
    int i = parts.size() - 1;
    while (i >= 0) {
      Region part = parts.get(i);
      if (joins(part, grown)) {
        grown = part.hull(grown);
        parts.remove(i);
        i = parts.size();
      }
      i--;
    }
    parts.add(grown);
  }

  /** Some part of {@code region} that is not in the set, or null when all of it is. */
  @Nullable Region missing(Region region) {
    return missing(region, parts, 0);
  }

  /** Some part of {@code region} that none of {@code parts} from {@code from} on holds, or null. */
  static @Nullable Region missing(Region region, List<Region> parts, int from) {
    for (int i = from; i < parts.size(); i++) {
      Region part = parts.get(i);
      if (part.contains(region)) {
        return null;
      }
      if (part.overlaps(region)) {
        for (Region rest : minus(region, part)) {
          Region missing = missing(rest, parts, i + 1);
          if (missing != null) {
            return missing;
          }
        }
        return null;
      }
    }
    return region.isEmpty() ? null : region;
  }

  private static boolean joins(Region a, Region b) {
    if (a.columnBegin() == b.columnBegin() && a.columnEnd() == b.columnEnd()) {
      return a.rowEnd() == b.rowBegin() || b.rowEnd() == a.rowBegin();
    }
    return a.rowBegin() == b.rowBegin()
        && a.rowEnd() == b.rowEnd()
        && (a.columnEnd() == b.columnBegin() || b.columnEnd() == a.columnBegin());
  }

  /** What is left of {@code region} without {@code part}: above, below, left, right. */
  private static List<Region> minus(Region region, Region part) {
    List<Region> rest = new ArrayList<>(4);
    int top = Math.max(region.rowBegin(), part.rowBegin());
    int bottom = Math.min(region.rowEnd(), part.rowEnd());
    int c0 = region.columnBegin();
    int c1 = region.columnEnd();
    keep(rest, region.rowBegin(), top, c0, c1);
    keep(rest, bottom, region.rowEnd(), c0, c1);
    keep(rest, top, bottom, c0, Math.max(c0, part.columnBegin()));
    keep(rest, top, bottom, Math.min(c1, part.columnEnd()), c1);
    return rest;
  }

  private static void keep(List<Region> rest, int r0, int r1, int c0, int c1) {
    if (r0 < r1 && c0 < c1) {
      rest.add(new Region(r0, r1, c0, c1));
    }
  }
}
