package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.attention.AttentionProblem;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.mapper.vector.VectorProblem;
import java.util.Optional;

/**
 * What {@code map} is asked about.
 *
 * @param layers one; the two products of an attention, scores and values; none for an operation of
 *     the vector unit
 * @param attention the same as one operation, for hardware with a vector unit
 * @param vector an operation of the vector unit; of a depthwise convolution, beside the layer
 * @param notes how the arguments were read
 * @param unfusedNotes what is to be said too where an attention is mapped as two products
 */
record MapQuestion(
    ImmutableList<Layer> layers,
    Optional<AttentionProblem> attention,
    Optional<VectorProblem> vector,
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
    this(layers, Optional.empty(), Optional.empty(), notes, ImmutableList.of());
  }

  /** Whether the hardware can do it at all. */
  void checkHardware(HardwareArguments.Found found) {
    if (found.chip().isPresent()) {
      return;
    }
    if (layers.isEmpty()) {
      VectorProblem problem = vector.orElseThrow();
      throw new UsageException(
          "--layer "
              + problem.name()
              + ": a "
              + problem.kind()
              + ", which needs a vector unit; "
              + found.source()
              + " is an architecture without one, take a chip");
    }
    for (Layer layer : layers) {
      found.targets().apply(layer).forEach(t -> t.architecture().requireDims(layer));
    }
  }

  static MapQuestion of(Layer layer) {
    return new MapQuestion(ImmutableList.of(layer), ImmutableList.of());
  }
}
