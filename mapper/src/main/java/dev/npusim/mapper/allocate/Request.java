package dev.npusim.mapper.allocate;

/**
 * Memory that is needed for some time.
 *
 * @param id how the user calls it
 * @param lower first moment of its life
 * @param upper first moment after it: one that begins there may have its place
 * @param size in bytes, or whatever unit the capacity has
 */
public record Request(String id, long lower, long upper, long size) {
  public Request {
    if (lower >= upper) {
      throw new IllegalArgumentException(
          "buffer " + id + " lives from " + lower + " to " + upper + ": not at all");
    }
    if (size < 1) {
      throw new IllegalArgumentException("buffer " + id + " has a size of " + size);
    }
  }

  /** Whether both live at some moment. */
  boolean meets(Request other) {
    return lower < other.upper && other.lower < upper;
  }
}
