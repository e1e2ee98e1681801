package dev.npusim.viz.trace;

/**
 * A stretch of one engine's time.
 *
 * @param what it is for
 * @param begin cycle
 * @param end cycle, exclusive
 */
record Slice(int layer, String what, long begin, long end, int instructions) {
  /** True when {@code next} goes on with the same work without a pause. */
  boolean joins(Slice next) {
    return next.layer == layer && next.what.equals(what) && next.begin <= end;
  }

  Slice join(Slice next) {
    return new Slice(layer, what, begin, Math.max(end, next.end), instructions + next.instructions);
  }
}
