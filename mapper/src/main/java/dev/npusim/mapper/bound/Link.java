package dev.npusim.mapper.bound;

/**
 * How the outputs of an operation depend on an input: the output at a row and a column on those
 * elements of the input whose row is one of a set that depends on the row alone, and whose column
 * is one of a set that depends on the column alone.
 *
 * @param isPart only some columns of the output depend on the input at all: as many as it has, each
 *     on one of its own
 */
record Link(Reach rows, Reach columns, boolean isPart) {
  /** Each output on something; nothing else is known. */
  static final Link ANYTHING = new Link(Reach.SOME, Reach.SOME);

  /** Each output at least on the element in its own place. */
  static final Link IN_PLACE = new Link(Reach.OWN, Reach.OWN);

  Link(Reach rows, Reach columns) {
    this(rows, columns, false);
  }
}
