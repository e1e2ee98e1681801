/**
 * The closed family of operations. A new operator is a record here, plus its place in one sealed
 * interface.
 */
@NullMarked
package dev.npusim.ir.op;

import org.jspecify.annotations.NullMarked;
