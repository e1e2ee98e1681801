package dev.npusim.mapper.bound;

import dev.npusim.ir.TensorType;
import org.jspecify.annotations.Nullable;

/**
 * How the elements of a value depend on those of an earlier one, the origin: the element at row r
 * and column c on all elements of the origin in rows F(r) and columns G(c), where all F together
 * are all rows and all G together all columns of the origin.
 *
 * @param onAllRows each F(r) is all rows
 * @param onAllColumns each G(c) is all columns
 * @param columns of how many columns this is known at least; not always of all, but the G of these
 *     together are still all columns
 * @param of columns of the value
 */
record Dependence(boolean onAllRows, boolean onAllColumns, long columns, long of) {
  static Dependence onEverything(TensorType type) {
    return new Dependence(true, true, type.columns(), type.columns());
  }

  /** Of a value on itself. */
  static Dependence onItself(TensorType type) {
    return new Dependence(false, false, type.columns(), type.columns()).inside(type);
  }

  /** The part of the columns whose every element depends on every element. */
  double wholeShare() {
    return onAllRows && onAllColumns ? (double) columns / of : 0;
  }

  boolean isWhole() {
    return onAllRows && onAllColumns && isEverywhere();
  }

  private boolean isEverywhere() {
    return columns == of;
  }

  /**
   * Of a value that depends on this one by {@code link}; null where nothing is known of it.
   *
   * @param to type of that value
   */
  @Nullable Dependence through(Link link, TensorType to) {
    if ((link.rows() == Reach.SOME && !onAllRows)
        || (link.columns() == Reach.SOME && !(onAllColumns && isEverywhere()))) {
      return null;
    }
    boolean mixes = link.columns() == Reach.ALL;
    return new Dependence(
            onAllRows || link.rows() == Reach.ALL,
            onAllColumns || mixes,
            known(link, to.columns()),
            to.columns())
        .inside(to);
  }

  private long known(Link link, long all) {
    if (link.isPart()) {
      return columns;
    }
    if (isEverywhere() || link.columns() == Reach.ALL) {
      return all;
    }
    return link.columns() == Reach.OWN && of == all ? columns : 1;
  }

  /** Where there is one row or one column, it is all of them together. */
  private Dependence inside(TensorType type) {
    return new Dependence(onAllRows || type.rows() == 1, onAllColumns || of == 1, columns, of);
  }

  /** Of an element that depends on the origin in two ways: the one that says more. */
  static @Nullable Dependence stronger(@Nullable Dependence a, @Nullable Dependence b) {
    if (a == null || b == null) {
      return a == null ? b : a;
    }
    return b.strength() > a.strength() ? b : a;
  }

  private double strength() {
    return (onAllRows ? 2 : 0) + (onAllColumns ? 2 : 0) + (double) columns / of;
  }
}
