/** From a graph and a chip to a program: fusion, tiling, residency, order, addresses. */
@NullMarked
package dev.npusim.mapper;

import org.jspecify.annotations.NullMarked;
