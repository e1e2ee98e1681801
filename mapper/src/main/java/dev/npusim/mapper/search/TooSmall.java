package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Operand;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** Which levels are too small for a layer, whatever the mapping; or which may be. */
final class TooSmall {
  private static final int BITS_PER_BYTE = 8;

  private final Architecture architecture;
  private final Layer layer;

  private TooSmall(Architecture architecture, Layer layer) {
    this.architecture = architecture;
    this.layer = layer;
  }

  /** To be added to what says that nothing fits. */
  static String of(Architecture architecture, Layer layer) {
    return new TooSmall(architecture, layer).text();
  }

  private String text() {
    List<String> tooSmall = new ArrayList<>();
    List<String> suspects = new ArrayList<>();
    for (MemoryLevel level : architecture.levels()) {
      double sum = 0;
      List<String> parts = new ArrayList<>();
      for (Operand operand : layer.operands()) {
        if (isOutermost(level) || level.mustKeep().contains(operand.role())) {
          double least = least(level, operand);
          parts.add(amount(least) + " for " + operand.name() + sums(level, operand));
          sum += least;
          Long reserved = level.partitions().get(operand.role());
          if (reserved != null && least > reserved) {
            tooSmall.add(
                says(level, parts.subList(parts.size() - 1, parts.size()), least, reserved));
          }
        }
      }
      if (level.capacity() != MemoryLevel.UNLIMITED && !parts.isEmpty()) {
        (sum > level.capacity() ? tooSmall : suspects)
            .add(says(level, parts, sum, level.capacity()));
      }
    }
    if (!tooSmall.isEmpty()) {
      return "; " + String.join("; ", tooSmall);
    }
    return suspects.isEmpty() ? "" : "; what must be kept: " + String.join("; ", suspects);
  }

  private static String says(MemoryLevel level, List<String> parts, double sum, long capacity) {
    return "level "
        + level.name()
        + " has "
        + capacity
        + " "
        + level.unit().name().toLowerCase(Locale.ROOT)
        + " and has to keep at least "
        + String.join(" + ", parts)
        + (parts.size() > 1 ? " = " + amount(sum) : "");
  }

  /** All of it where it begins or ends, an element (in two buffers, if it is not all) elsewhere. */
  private double least(MemoryLevel level, Operand operand) {
    double each =
        level.unit() == MemoryLevel.Unit.WORDS ? 1 : (double) operand.bits() / BITS_PER_BYTE;
    long elements = layer.elements(operand);
    long held = level.doubleBuffered() ? Math.min(2, elements) : 1;
    return each * (isOutermost(level) ? elements : held);
  }

  /** Outputs need more where they are still summed up. */
  private String sums(MemoryLevel level, Operand operand) {
    return level.unit() == MemoryLevel.Unit.BYTES
            && !isOutermost(level)
            && operand.partialBits() > operand.bits()
        ? " (" + amount((double) operand.partialBits() / BITS_PER_BYTE) + " per running sum)"
        : "";
  }

  private boolean isOutermost(MemoryLevel level) {
    return level == architecture.levels().get(architecture.levels().size() - 1);
  }

  private static String amount(double units) {
    return units == Math.rint(units) ? String.valueOf((long) units) : String.valueOf(units);
  }
}
