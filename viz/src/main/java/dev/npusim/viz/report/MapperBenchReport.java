package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.bench.MapperBench;
import dev.npusim.mapper.bench.Repetition;

/**
 * What {@code bench mapper} measured.
 *
 * @param hardware that layers were priced on and searched for
 * @param chip that the model was mapped to
 * @param version of this program
 */
public record MapperBenchReport(
    Machine machine,
    Repetition repetition,
    String hardware,
    ImmutableList<MapperBench.Rate> rates,
    ImmutableList<MapperBench.SearchTime> searches,
    String model,
    String chip,
    ImmutableList<MapperBench.ModelTime> models,
    String version,
    String command) {

  /**
   * What figures depend on.
   *
   * @param flags of the Java virtual machine
   * @param processor its model, where it is known
   * @param processors that it sees
   */
  public record Machine(
      String jvm, ImmutableList<String> flags, String system, String processor, int processors) {}
}
