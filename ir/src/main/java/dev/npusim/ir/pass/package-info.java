/** Rewrites of a whole graph, each stating what it needs and what it leaves behind. */
@NullMarked
package dev.npusim.ir.pass;

import org.jspecify.annotations.NullMarked;
