/** Layers, architectures and mappings as text. */
@NullMarked
package dev.npusim.mapper.nest.text;

import org.jspecify.annotations.NullMarked;
