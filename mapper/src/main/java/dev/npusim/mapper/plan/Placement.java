package dev.npusim.mapper.plan;

import dev.npusim.mapper.plan.Buffer.Fill;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Gives every buffer an address. What is made or kept goes first, large before small (greedy by
 * size, as in Pisarchyk and Lee, 2020), at low addresses; fetched chunks follow in the order of
 * their use, at high addresses, each issued as early as there is room. What is pinned has the
 * lowest addresses to itself.
 *
 * <p>One object places the layouts of one program after the other until one fits. It remembers
 * beside what the chunks of a group have found room, so that only those groups are tried again
 * around which something has changed.
 */
public final class Placement {
  /** Steps before its first use in which a chunk may be fetched. */
  private static final int LOOKAHEAD = 160;

  /** By layout of a group: what was taken in its steps when its chunks found room. */
  private final Map<Layout, long[]> known = new IdentityHashMap<>();

  /** Cleared for each layout: its lists are large enough then. */
  private final AddressSpace space;

  public Placement(long capacity) {
    this.space = new AddressSpace(capacity, 0);
  }

  /** Places one layout alone. */
  static @Nullable Buffer place(Layout layout, long capacity) {
    return new Placement(capacity).place(layout);
  }

  /**
   * @return null when everything found a place, otherwise the first buffer that did not
   */
  public @Nullable Buffer place(Layout layout) {
    space.clear(layout.steps());
    Claims claims = new Claims(layout);
    Buffer failed = placeStanding(layout, claims);
    if (failed != null) {
      return failed;
    }
    List<Chunks> groups = chunks(layout);
    List<Chunks> later = new ArrayList<>();
    // First each chunk where it is needed, so that prefetching never takes the room of what must be
    // there. It is needed while its group runs only: groups are not in each other's way.
    for (Chunks group : groups) {
      long[] before = group.own == null ? null : claims.of(group.first);
      if (before != null && Arrays.equals(before, known.get(group.own))) {
        later.add(group);
        continue;
      }
      failed = group.place(layout, space);
      if (failed != null) {
        return failed;
      }
      if (before != null) {
        known.put(group.own, before);
      } else {
        // Some of these stay for further groups.
        group.buffers.forEach(claims::add);
      }
    }
    for (Chunks group : later) {
      if (group.place(layout, space) != null) {
        throw new IllegalStateException("a place that was there is gone");
      }
    }
    groups.forEach(group -> group.prefetch(space));
    return null;
  }

  private @Nullable Buffer placeStanding(Layout layout, Claims claims) {
    List<Buffer> standing = new ArrayList<>();
    for (int group = 0; group < layout.groups().size(); group++) {
      for (Buffer buffer : layout.groups().get(group).standing()) {
        buffer.move(layout.firstStep(group), layout);
        standing.add(buffer);
      }
    }
    for (Buffer buffer : layout.standing()) {
      if (buffer.fill == Fill.PINNED) {
        buffer.address = space.place(buffer.bytes, 0, layout.steps() - 1, false);
        if (buffer.address == AddressSpace.NONE) {
          return buffer;
        }
        claims.add(buffer);
        buffer.issueStep = Math.max(0, buffer.firstStep - LOOKAHEAD);
      } else {
        standing.add(buffer);
      }
    }
    standing.sort(
        Comparator.comparingLong((Buffer buffer) -> -buffer.bytes)
            .thenComparingInt(buffer -> buffer.firstStep));
    for (Buffer buffer : standing) {
      buffer.address = space.place(buffer.bytes, buffer.firstStep, buffer.lastStep, false);
      if (buffer.address == AddressSpace.NONE) {
        return buffer;
      }
      claims.add(buffer);
      buffer.issueStep = buffer.firstStep;
    }
    return null;
  }

  /** The fetched chunks of each group, in the order of their use. */
  private static List<Chunks> chunks(Layout layout) {
    List<Buffer> loose = layout.passing();
    if (layout.groups().isEmpty()) {
      return List.of(new Chunks(null, 0, layout.steps() - 1, loose));
    }
    List<Chunks> groups = new ArrayList<>();
    int next = 0;
    for (int group = 0; group < layout.groups().size(); group++) {
      Layout own = layout.groups().get(group);
      int first = layout.firstStep(group);
      int last = layout.lastStep(group);
      int end = next;
      while (end < loose.size() && loose.get(end).firstStep <= last) {
        end++;
      }
      groups.add(
          end == next
              ? new Chunks(own, first, last, own.passing())
              : new Chunks(
                  null, first, last, merged(layout, own, first, loose.subList(next, end))));
      next = end;
    }
    return groups;
  }

  /** With what is fetched for this group and further ones. */
  private static List<Buffer> merged(Layout layout, Layout own, int first, List<Buffer> loose) {
    List<Buffer> all = new ArrayList<>(own.passing());
    all.forEach(buffer -> buffer.move(first, layout));
    all.addAll(loose);
    all.sort(Comparator.comparingInt(buffer -> buffer.firstStep));
    return all;
  }

  /**
   * @param own the layout that they are of, null where they are not of one alone
   */
  private record Chunks(@Nullable Layout own, int first, int last, List<Buffer> buffers) {
    @Nullable Buffer place(Layout program, AddressSpace space) {
      for (Buffer buffer : buffers) {
        if (own != null) {
          buffer.move(first, program);
        }
        buffer.address = space.place(buffer.bytes, buffer.firstStep, buffer.lastStep, true);
        if (buffer.address == AddressSpace.NONE) {
          return buffer;
        }
      }
      return null;
    }

    void prefetch(AddressSpace space) {
      for (Buffer buffer : buffers) {
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
    }
  }
}
