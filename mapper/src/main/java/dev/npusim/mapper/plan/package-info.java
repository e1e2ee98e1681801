/** What is resident when and where: gaps, buffers, addresses. */
@NullMarked
package dev.npusim.mapper.plan;

import org.jspecify.annotations.NullMarked;
