package dev.npusim.npu.json;

import dev.npusim.ir.Graph;
import dev.npusim.npu.simulate.Execution;

/**
 * A run with all that is needed to check it.
 *
 * @param model what was to be run
 * @param execution what happened
 * @param chipYaml the complete description of the chip; reading it yields the execution's chip
 */
public record SavedRun(Graph model, Execution execution, String chipYaml) {}
