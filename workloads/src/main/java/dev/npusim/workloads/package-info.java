/** Models: the catalog of built-in ones and files, each loaded into a {@code Graph}. */
@NullMarked
package dev.npusim.workloads;

import org.jspecify.annotations.NullMarked;
