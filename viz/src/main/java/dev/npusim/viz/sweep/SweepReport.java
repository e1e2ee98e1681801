package dev.npusim.viz.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.Sampling;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepResult;
import java.util.ArrayList;
import java.util.List;

/**
 * All that is shown of a sweep; nothing in it depends on how long it took.
 *
 * @param title models and chip
 * @param sampling how points were chosen
 * @param sramKey of the chip's SRAM size, such as {@code sram.size}
 * @param facts what is the same at all points
 * @param words what a command line says for each value of each key, empty where it is said before
 * @param command the beginning of the command line that simulates a point
 * @param commandLine of the sweep
 * @param chipYaml of the chip that is varied
 */
public record SweepReport(
    String title,
    SweepResult result,
    Sampling sampling,
    String sramKey,
    ImmutableMap<String, String> facts,
    ImmutableList<ImmutableList<String>> words,
    String command,
    String commandLine,
    String chipYaml,
    String toolVersion) {

  /** Measures of tables: the objectives, then what people ask for next. */
  public ImmutableList<Metric> shown() {
    List<Metric> shown = new ArrayList<>(result.objectives());
    for (Metric metric :
        List.of(
            Metric.LATENCY,
            Metric.ENERGY,
            Metric.AREA,
            Metric.PEAK_SRAM,
            Metric.DRAM,
            Metric.SPILL,
            Metric.POWER,
            Metric.PEAK_POWER,
            Metric.UTILIZATION)) {
      if (!shown.contains(metric)) {
        shown.add(metric);
      }
    }
    return ImmutableList.copyOf(shown);
  }

  /** Places of the keys that have more than one value. */
  public ImmutableList<Integer> varied() {
    ImmutableList.Builder<Integer> varied = ImmutableList.builder();
    List<SweepKey> keys = result.grid().keys();
    for (int i = 0; i < keys.size(); i++) {
      if (keys.get(i).values().size() > 1) {
        varied.add(i);
      }
    }
    return varied.build();
  }

  /** The command line that simulates a point. */
  public String command(SweepPoint point) {
    StringBuilder text = new StringBuilder(command);
    for (int key = 0; key < words.size(); key++) {
      String word = words.get(key).get(point.positions().get(key));
      text.append(word.isEmpty() ? "" : " ").append(word);
    }
    return text.toString();
  }

  public Outcome outcome(long place) {
    Outcome outcome = result.outcomes().get(place);
    if (outcome == null) {
      throw new IllegalArgumentException("no outcome of point " + place);
    }
    return outcome;
  }
}
