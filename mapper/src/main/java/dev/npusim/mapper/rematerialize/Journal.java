package dev.npusim.mapper.rematerialize;

import java.util.Arrays;

/** Changes of a profile, so that they can be taken back. */
final class Journal {
  private static final int FIRST_ROOM = 256;

  private final MemoryProfile profile;

  /** Keys of what was added, complements of keys of what was removed. */
  private int[] changes = new int[FIRST_ROOM];

  private int count;

  Journal(MemoryProfile profile) {
    this.profile = profile;
  }

  /** Changes so far; for {@link #backTo}. */
  int mark() {
    return count;
  }

  /** What happened stays. */
  void commit() {
    count = 0;
  }

  void add(int stage, int node) {
    profile.add(stage, node);
    log(profile.key(stage, node));
  }

  void remove(int key) {
    profile.remove(profile.stage(key), profile.node(key));
    log(~key);
  }

  private void log(int change) {
    if (count == changes.length) {
      changes = Arrays.copyOf(changes, 2 * count);
    }
    changes[count++] = change;
  }

  /** Takes back all that happened since a mark. */
  void backTo(int mark) {
    while (count > mark) {
      int change = changes[--count];
      if (change >= 0) {
        profile.remove(profile.stage(change), profile.node(change));
      } else {
        profile.add(profile.stage(~change), profile.node(~change));
      }
    }
  }
}
