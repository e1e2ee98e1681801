/** Event traces for trace viewers. */
@NullMarked
package dev.npusim.viz.trace;

import org.jspecify.annotations.NullMarked;
