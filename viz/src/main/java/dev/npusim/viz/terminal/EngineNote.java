package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.vector.MappedVector;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.text.Units;
import java.util.Optional;

/** Which of two engines a depthwise convolution is better off on, in a sentence. */
public final class EngineNote {
  private EngineNote() {}

  /**
   * @param onVector empty where it does not fit
   */
  public static String of(
      MappedLayer onArray, Optional<MappedVector> onVector, Objective objective) {
    Amounts amounts = Amounts.of(onArray);
    String array =
        "on the array "
            + Units.exact(onArray.cost().cycles())
            + " cycles, "
            + amounts.energy(onArray.cost().energy());
    if (onVector.isEmpty()) {
      return "A depthwise convolution: "
          + array
          + "; on the vector unit it does not fit the SRAM in any blocks.";
    }
    MappedVector vector = onVector.get();
    return "A depthwise convolution may run on either engine: "
        + array
        + "; on the vector unit "
        + Units.exact(vector.best().cycles())
        + " cycles, "
        + Units.joules(vector.best().energy().total())
        + ". Shown is the "
        + (vector.isBetterThan(onArray) ? "vector unit" : "array")
        + ", which has less "
        + SearchEntries.name(objective)
        + " (the array's side lacks the drain of its sums).";
  }
}
