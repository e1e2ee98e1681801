/** Graphs as JSON documents. */
@NullMarked
package dev.npusim.ir.json;

import org.jspecify.annotations.NullMarked;
