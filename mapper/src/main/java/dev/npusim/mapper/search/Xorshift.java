package dev.npusim.mapper.search;

/**
 * A generator of random numbers small enough for an inner loop: xorshift64* (S. Vigna, "An
 * experimental exploration of Marsaglia's xorshift generators, scrambled", 2016).
 */
final class Xorshift {
  private long state;

  Xorshift(long seed) {
    // One step of SplitMix64, so that near seeds are far apart and the state is not zero.
    long z = seed + 0x9E3779B97F4A7C15L;
    z = (z ^ z >>> 30) * 0xBF58476D1CE4E5B9L;
    z = (z ^ z >>> 27) * 0x94D049BB133111EBL;
    state = (z ^ z >>> 31) | 1;
  }

  private long next() {
    state ^= state >>> 12;
    state ^= state << 25;
    state ^= state >>> 27;
    return state * 0x2545F4914F6CDD1DL;
  }

  /** From 0 to {@code bound} - 1. */
  int below(int bound) {
    return (int) ((next() >>> 33) * bound >>> 31);
  }

  /** In (0, 1]. */
  double unit() {
    return ((next() >>> 11) + 1) * 0x1.0p-53;
  }
}
