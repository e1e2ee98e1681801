/**
 * Models as files state them: tensors in logical order, reshapes and transposes as written. {@link
 * dev.npusim.workloads.logical.Lowering} turns this into a graph of stored tensors.
 */
@NullMarked
package dev.npusim.workloads.logical;

import org.jspecify.annotations.NullMarked;
