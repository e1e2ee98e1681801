/** Layer lists in the CSV format of SCALE-Sim. */
@NullMarked
package dev.npusim.workloads.scalesim;

import org.jspecify.annotations.NullMarked;
