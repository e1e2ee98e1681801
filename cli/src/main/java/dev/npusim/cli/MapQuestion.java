package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import java.util.Optional;

/**
 * What {@code map} is asked about.
 *
 * @param layers one; or the two products of an attention, scores and values
 * @param attention the same as one operation, for hardware with a vector unit
 * @param notes how the arguments were read
 * @param unfusedNotes what is to be said too where an attention is mapped as two products
 */
record MapQuestion(
    ImmutableList<Layer> layers,
    Optional<AttentionProblem> attention,
    ImmutableList<String> notes,
    ImmutableList<String> unfusedNotes) {
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

  MapQuestion(ImmutableList<Layer> layers, ImmutableList<String> notes) {
    this(layers, Optional.empty(), notes, ImmutableList.of());
  }

  static MapQuestion of(Layer layer) {
    return new MapQuestion(ImmutableList.of(layer), ImmutableList.of());
  }
}
