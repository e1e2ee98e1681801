/**
 * What of a model's long-lived tensors is kept, spilled or computed again: strategies propose
 * plans, each becomes a program, the simulator measures it, the best is published.
 */
@NullMarked
package dev.npusim.mapper.schedule;

import org.jspecify.annotations.NullMarked;
