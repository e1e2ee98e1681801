package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;

/** Random changes of a mapping that keep it valid but for what fits into memories. */
final class Moves {
  /** Layers and architectures that leave little choice must not hang. */
  private static final int TRIES = 64;

  private final Slots slots;
  private final Xorshift random;
  private final boolean placing;

  /**
   * @param placing whether what the levels keep may change, too
   */
  Moves(Slots slots, Xorshift random, boolean placing) {
    this.slots = slots;
    this.random = random;
    this.placing = placing && slots.levels > 1;
  }

  /** One to three random changes, of which at least one makes a difference. */
  void change(FlatMapping mapping) {
    int kind = random.below(16);
    int changes = kind < 8 ? 1 : kind < 13 ? 2 : 3;
    for (int tried = 0; changes > 0 && tried < TRIES; tried++) {
      changes -= one(mapping) ? 1 : 0;
    }
  }

  /** One change that leaves factors dividing their bounds, if they do. */
  void regroup(FlatMapping mapping) {
    if (random.below(2) == 0) {
      reorder(mapping);
      return;
    }
    int dim = dim();
    int from = random.below(slots.slots);
    int to = random.below(slots.slots);
    long have = slots.factor(mapping, from, dim);
    if (from == to || have == 1 || !slots.allows(to, dim)) {
      return;
    }
    long prime = prime(have);
    int axis = slots.axis[to];
    if (axis < 0 || slots.used(mapping, axis) * prime <= slots.axisSize[axis]) {
      slots.setFactor(mapping, from, dim, have / prime);
      slots.setFactor(mapping, to, dim, slots.factor(mapping, to, dim) * prime);
    }
  }

  /** Whether it made a difference. */
  private boolean one(FlatMapping mapping) {
    int kind = random.below(placing ? 32 : 30);
    if (kind < 10) {
      return shift(mapping);
    }
    if (kind < 15) {
      return trade(mapping);
    }
    if (kind < 21) {
      return resize(mapping);
    }
    if (kind < 27) {
      return reorder(mapping);
    }
    return kind < 30 ? exchange(mapping) : bypass(mapping);
  }

  private int dim() {
    return slots.looping[random.below(slots.looping.length)];
  }

  /** Hands a prime factor of one dim from one slot to another. */
  private boolean shift(FlatMapping mapping) {
    int dim = dim();
    int from = random.below(slots.slots);
    int to = random.below(slots.slots);
    long have = slots.factor(mapping, from, dim);
    if (from == to || have == 1 || !slots.allows(to, dim)) {
      return false;
    }
    long prime = prime(have);
    slots.setFactor(mapping, from, dim, have / prime);
    slots.setFactor(mapping, to, dim, slots.factor(mapping, to, dim) * prime);
    fit(mapping, to, dim);
    slots.close(mapping, dim);
    return true;
  }

  /**
   * Two dims trade places: a prime factor of one moves from a slot to another, and one of the other
   * dim back, so that axes stay as full and tiles as large as they were, about.
   */
  private boolean trade(FlatMapping mapping) {
    int a = dim();
    int b = dim();
    int from = random.below(slots.slots);
    int to = random.below(slots.slots);
    long haveA = slots.factor(mapping, from, a);
    long haveB = slots.factor(mapping, to, b);
    if (a == b
        || from == to
        || haveA == 1
        || haveB == 1
        || !slots.allows(to, a)
        || !slots.allows(from, b)) {
      return false;
    }
    long primeA = prime(haveA);
    long primeB = prime(haveB);
    slots.setFactor(mapping, from, a, haveA / primeA);
    slots.setFactor(mapping, to, b, haveB / primeB);
    slots.setFactor(mapping, to, a, slots.factor(mapping, to, a) * primeA);
    slots.setFactor(mapping, from, b, slots.factor(mapping, from, b) * primeB);
    fit(mapping, to, a);
    fit(mapping, from, b);
    slots.close(mapping, a);
    slots.close(mapping, b);
    return true;
  }

  /** A prime factor of {@code n}, the smaller ones more often. */
  private long prime(long n) {
    long rest = n;
    long found = n;
    for (long p = 2; p * p <= rest; p += p == 2 ? 1 : 2) {
      while (rest % p == 0) {
        rest /= p;
        found = p;
        if (random.below(2) == 0) {
          return p;
        }
      }
    }
    return rest > 1 ? rest : found;
  }

  /** Gives one dim another factor at one slot, one of those that make a difference. */
  private boolean resize(FlatMapping mapping) {
    int dim = dim();
    int slot = random.below(slots.slots - 1);
    if (!slots.allows(slot, dim)) {
      return false;
    }
    long before = slots.factor(mapping, slot, dim);
    long others = 1;
    for (int s = 0; s < slots.slots - 1; s++) {
      others *= s == slot ? 1 : slots.factor(mapping, s, dim);
    }
    long most = (slots.bound[dim] + others - 1) / others;
    if (slots.axis[slot] >= 0) {
      int axis = slots.axis[slot];
      long room =
          slots.axisSize[axis] / (slots.used(mapping, axis) / slots.factor(mapping, slot, dim));
      most = Math.min(most, room);
    }
    long rounds = 1 + random.below((int) Math.min(most, 1 << 20));
    long left = (slots.bound[dim] + others - 1) / others;
    // Of all factors with the same number of rounds outside, the smallest.
    long factor = random.below(2) == 0 ? rounds : (left + rounds - 1) / rounds;
    factor = Math.min(most, factor);
    long outside = (left + factor - 1) / factor;
    slots.setFactor(mapping, slot, dim, (left + outside - 1) / outside);
    slots.close(mapping, dim);
    return slots.factor(mapping, slot, dim) != before;
  }

  /** Moves one loop of a level to the place of another one. */
  private boolean reorder(FlatMapping mapping) {
    if (slots.levels == 1) {
      return false;
    }
    int base = (1 + random.below(slots.levels - 1)) * slots.dims;
    int loops = 0;
    for (int d : slots.looping) {
      loops += mapping.factors[base + d] > 1 ? 1 : 0;
    }
    if (loops < 2) {
      return false;
    }
    int from = place(mapping, base, random.below(loops));
    int to = place(mapping, base, random.below(2) == 0 ? 0 : random.below(loops));
    if (from == to) {
      return false;
    }
    move(mapping, base, from, to);
    return true;
  }

  /** The place of the {@code n}th loop of more than one step. */
  private int place(FlatMapping mapping, int base, int n) {
    int i = 0;
    for (int left = n; ; i++) {
      left -= mapping.factors[base + mapping.order[base + i]] > 1 ? 1 : 0;
      if (left < 0) {
        return i;
      }
    }
  }

  static void move(FlatMapping mapping, int base, int from, int to) {
    int dim = mapping.order[base + from];
    int step = from < to ? 1 : -1;
    for (int i = from; i != to; i += step) {
      mapping.order[base + i] = mapping.order[base + i + step];
    }
    mapping.order[base + to] = dim;
  }

  /** Gives an axis to another dim. */
  private boolean exchange(FlatMapping mapping) {
    if (slots.axisSize.length == 0) {
      return false;
    }
    int slot = random.below(slots.slots);
    int a = dim();
    int b = dim();
    if (slots.axis[slot] < 0 || a == b || !slots.allows(slot, a) || !slots.allows(slot, b)) {
      return false;
    }
    long factor = slots.factor(mapping, slot, a);
    if (factor == slots.factor(mapping, slot, b)) {
      return false;
    }
    slots.setFactor(mapping, slot, a, slots.factor(mapping, slot, b));
    slots.setFactor(mapping, slot, b, factor);
    slots.close(mapping, a);
    slots.close(mapping, b);
    // A cut may have left room, never the opposite: factors were exchanged, then only made smaller.
    return true;
  }

  /** Keeps an operand at a level that passed it by, or the other way round. */
  private boolean bypass(FlatMapping mapping) {
    int level = random.below(slots.levels - 1);
    int operand = random.below(slots.layer.operands().size());
    MemoryLevel memory = slots.architecture.levels().get(level);
    Role role = slots.layer.operands().get(operand).role();
    if (memory.holds().contains(role) && !memory.mustKeep().contains(role)) {
      mapping.keeps[level] ^= 1 << operand;
      return true;
    }
    return false;
  }

  /** Makes room on an axis for the dim that has just grown there. */
  private void fit(FlatMapping mapping, int slot, int dim) {
    int axis = slots.axis[slot];
    if (axis < 0) {
      return;
    }
    long own = slots.factor(mapping, slot, dim);
    long most = slots.axisSize[axis] / (slots.used(mapping, axis) / own);
    slots.setFactor(mapping, slot, dim, Math.max(1, Math.min(own, most)));
  }
}
