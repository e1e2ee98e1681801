package dev.npusim.mapper.bound;

/** What outputs depend on along one axis of an input's matrix, its rows or its columns. */
enum Reach {
  /** Each output on something; on some of the input perhaps none. */
  SOME,
  /** Each output on something, and all of them together on everything. */
  EACH,
  /** Each output at least on what is in its own place. */
  OWN,
  /** Each output on everything. */
  ALL
}
