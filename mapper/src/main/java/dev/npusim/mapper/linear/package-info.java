/** Linear programs and such with 0/1 variables, by a dual simplex and branch and bound. */
@NullMarked
package dev.npusim.mapper.linear;

import org.jspecify.annotations.NullMarked;
