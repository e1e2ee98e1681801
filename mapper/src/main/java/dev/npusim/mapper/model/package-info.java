/** All layers of a model mapped to one piece of hardware, equal ones once. */
@NullMarked
package dev.npusim.mapper.model;

import org.jspecify.annotations.NullMarked;
