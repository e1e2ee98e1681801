/**
 * Design spaces: which points there are, what each costs, and what all of them say together.
 *
 * <p>{@code ValueRange} and {@code Grid} make points of text, {@code SweepRun} has them scheduled,
 * several at a time, and keeps every outcome in a {@code Journal}; everything else is a pure
 * function of the outcomes.
 */
@NullMarked
package dev.npusim.mapper.sweep;

import org.jspecify.annotations.NullMarked;
