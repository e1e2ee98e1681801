package dev.npusim.viz.report;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.count.CostReport;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/**
 * Sizes and energies in the units of an architecture: words where every level counts words, bytes
 * otherwise; joules where energies are in pJ.
 */
public record Amounts(boolean words, String energyUnit) {
  private static final double PICO = 1e-12;
  private static final int BITS_PER_BYTE = 8;

  public static Amounts of(Architecture architecture) {
    return new Amounts(
        architecture.levels().stream().allMatch(level -> level.unit() == MemoryLevel.Unit.WORDS),
        architecture.energyUnit());
  }

  public static Amounts of(MappedLayer mapped) {
    return of(mapped.target().architecture());
  }

  /** Words or bytes of {@code elements} of an operand at a level. */
  public double size(long elements, CostReport.OfOperand operand) {
    return words ? elements : (double) elements * operand.bits() / BITS_PER_BYTE;
  }

  /** Words or bytes of an operand that are read at a level. */
  public double read(CostReport.OfOperand operand) {
    return words ? operand.reads() : operand.bitsRead() / BITS_PER_BYTE;
  }

  /** Words or bytes of an operand that are written at a level. */
  public double written(CostReport.OfOperand operand) {
    return words ? operand.fills() + operand.updates() : operand.bitsWritten() / BITS_PER_BYTE;
  }

  public String text(double size) {
    return words ? Units.exact((long) Math.ceil(size)) + " w" : Units.bytes(size);
  }

  /** The unit of {@link #size}, as axes and headers write it. */
  public String unit() {
    return words ? "words" : "bytes";
  }

  public String energy(double energy) {
    return energyUnit.equals("pJ")
        ? Units.joules(energy * PICO)
        : Units.count(energy) + " " + energyUnit;
  }

  /** A capacity or bandwidth of one level, in the unit the level counts in. */
  public static String ofLevel(MemoryLevel level, double amount) {
    if (!Double.isFinite(amount) || amount >= MemoryLevel.UNLIMITED) {
      return "unlimited";
    }
    return level.unit() == MemoryLevel.Unit.BYTES
        ? Units.bytes(amount)
        : Units.plain(amount) + (amount == 1 ? " word" : " words");
  }

  /** As files spell it. */
  public static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }
}
