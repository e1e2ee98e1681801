package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Coordinate;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Operand;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Units;
import java.util.stream.Collectors;

/** What is mapped: dims, work, operands. */
final class LayerSection {
  private static final double BITS_PER_BYTE = 8;

  private final Layer layer;
  private final int width;

  LayerSection(MappedLayer mapped, int width) {
    this.layer = mapped.layer();
    this.width = width;
  }

  String render() {
    Section section = new Section("Layer: " + layer.name(), width);
    section.entry(
        "dims",
        layer.dims().stream()
            .map(dim -> dim.name() + "=" + dim.bound())
            .collect(Collectors.joining(" ")));
    section.entry("work", Units.count(layer.macs()) + " MACs (1 MAC = 2 OP)");
    for (Operand operand : layer.operands()) {
      section.entry(operand.name(), describe(operand));
    }
    return section.toString();
  }

  private String describe(Operand operand) {
    String coordinates =
        operand.coordinates().stream().map(this::describe).collect(Collectors.joining(", "));
    long elements = layer.elements(operand);
    return operand.role().lower()
        + " ["
        + coordinates
        + "], "
        + Units.count(elements)
        + " elements of "
        + operand.bits()
        + " bits"
        + (operand.partialBits() > operand.bits()
            ? " (" + operand.partialBits() + " while summed up)"
            : "")
        + ", "
        + Units.bytes(elements * operand.bits() / BITS_PER_BYTE);
  }

  private String describe(Coordinate coordinate) {
    return coordinate.terms().stream()
        .map(
            term ->
                (term.coefficient() == 1 ? "" : term.coefficient() + "*")
                    + layer.dims().get(term.dim()).name())
        .collect(Collectors.joining("+"));
  }
}
