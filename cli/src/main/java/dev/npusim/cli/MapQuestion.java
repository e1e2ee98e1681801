package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;

/**
 * What {@code map} is asked about.
 *
 * @param layers one; or the two products of an attention, scores and values
 * @param notes how the arguments were read
 */
record MapQuestion(ImmutableList<Layer> layers, ImmutableList<String> notes) {
  MapQuestion {
    for (Layer layer : layers) {
      for (Operand operand : layer.operands()) {
        try {
          layer.elements(operand);
        } catch (ArithmeticException overflow) {
          throw new UsageException(
              layer.name() + ": operand " + operand.name() + " has more than 2^63 elements",
              overflow);
        }
      }
    }
  }

  static MapQuestion of(Layer layer) {
    return new MapQuestion(ImmutableList.of(layer), ImmutableList.of());
  }
}
