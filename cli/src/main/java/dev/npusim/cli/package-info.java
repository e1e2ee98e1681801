/** The commands: parse, wire, print. Nothing is decided here. */
@NullMarked
package dev.npusim.cli;

import org.jspecify.annotations.NullMarked;
