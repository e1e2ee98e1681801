/**
 * Keep, spill or recompute on a cost graph whose nodes run one after the other: how much of each
 * tensor stays in SRAM between two accesses, so that all steps together take least time or move
 * least bytes. {@link dev.npusim.mapper.stepplan.StepModel} says what a step needs and costs.
 */
@NullMarked
package dev.npusim.mapper.stepplan;

import org.jspecify.annotations.NullMarked;
