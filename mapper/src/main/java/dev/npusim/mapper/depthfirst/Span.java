package dev.npusim.mapper.depthfirst;

/** Rows (or columns) of an image, half-open. */
record Span(int begin, int end) {
  static final Span EMPTY = new Span(0, 0);

  int length() {
    return end - begin;
  }

  boolean isEmpty() {
    return end <= begin;
  }

  /** The smallest span that holds both. */
  Span hull(Span other) {
    if (isEmpty()) {
      return other;
    }
    return other.isEmpty()
        ? this
        : new Span(Math.min(begin, other.begin), Math.max(end, other.end));
  }

  Span intersect(Span other) {
    int from = Math.max(begin, other.begin);
    return new Span(from, Math.max(from, Math.min(end, other.end)));
  }

  @Override
  public String toString() {
    return begin + ":" + end;
  }
}
