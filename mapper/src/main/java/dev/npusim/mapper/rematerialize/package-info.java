/** Which values of a computation to compute again, so that what is live fits a budget. */
@NullMarked
package dev.npusim.mapper.rematerialize;

import org.jspecify.annotations.NullMarked;
