/**
 * What a mapping costs: counts per level and operand, cycles, energy; pure functions. One {@link
 * dev.npusim.mapper.nest.count.Counter} per convention; a search prices its candidates with an
 * {@link dev.npusim.mapper.nest.count.Evaluator}, which reports from the same counts.
 */
@NullMarked
package dev.npusim.mapper.nest.count;

import org.jspecify.annotations.NullMarked;
