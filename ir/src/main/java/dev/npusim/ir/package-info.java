/**
 * The graph intermediate representation: typed values, a closed family of operations, and what each
 * of them multiplies, computes and touches. Knows nothing of hardware.
 */
@NullMarked
package dev.npusim.ir;

import org.jspecify.annotations.NullMarked;
