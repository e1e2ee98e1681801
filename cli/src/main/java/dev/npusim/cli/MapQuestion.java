package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Layer;

/**
 * What {@code map} is asked about.
 *
 * @param layers one; or the two products of an attention, scores and values
 * @param notes how the arguments were read
 */
record MapQuestion(ImmutableList<Layer> layers, ImmutableList<String> notes) {
  static MapQuestion of(Layer layer) {
    return new MapQuestion(ImmutableList.of(layer), ImmutableList.of());
  }
}
