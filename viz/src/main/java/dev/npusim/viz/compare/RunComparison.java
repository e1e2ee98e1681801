package dev.npusim.viz.compare;

import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableDoubleArray;
import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.report.LayerRow;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Results side by side; every run is compared with the first.
 *
 * @param figure that layers are sorted by
 * @param differences of model, options and chip
 * @param totals every figure of a run
 * @param layers of any run, by name; the largest change first, then as they run
 */
public record RunComparison(
    ImmutableList<ComparedRun> runs,
    LayerFigure figure,
    ImmutableList<SettingDifference> differences,
    ImmutableList<ComparedTotal> totals,
    ImmutableList<ComparedLayer> layers) {

  public RunComparison {
    if (runs.size() < 2) {
      throw new IllegalArgumentException("nothing to compare in " + runs.size() + " runs");
    }
  }

  public static RunComparison of(List<ComparedRun> runs, LayerFigure figure) {
    return new RunComparison(
        ImmutableList.copyOf(runs),
        figure,
        Settings.differences(runs),
        Arrays.stream(Metric.values())
            .map(metric -> ComparedTotal.of(metric, runs))
            .collect(ImmutableList.toImmutableList()),
        layers(runs, figure));
  }

  private static ImmutableList<ComparedLayer> layers(List<ComparedRun> runs, LayerFigure figure) {
    List<Map<String, LayerRow>> byName = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>();
    for (ComparedRun run : runs) {
      Map<String, LayerRow> rows = new HashMap<>();
      for (LayerRow row : run.result().layers()) {
        rows.put(row.name(), row);
        names.add(row.name());
      }
      byName.add(rows);
    }
    List<ComparedLayer> layers = new ArrayList<>();
    for (String name : names) {
      layers.add(layer(name, runs, byName, figure));
    }
    layers.sort(Comparator.comparingDouble(ComparedLayer::effect).reversed());
    return ImmutableList.copyOf(layers);
  }

  private static ComparedLayer layer(
      String name, List<ComparedRun> runs, List<Map<String, LayerRow>> byName, LayerFigure figure) {
    ImmutableList.Builder<Optional<LayerRow>> rows = ImmutableList.builder();
    double[] values = new double[runs.size()];
    for (int i = 0; i < values.length; i++) {
      Optional<LayerRow> row = Optional.ofNullable(byName.get(i).get(name));
      rows.add(row);
      values[i] = row.isPresent() ? figure.of(runs.get(i), row.get()) : 0;
    }
    return new ComparedLayer(
        name,
        rows.build(),
        ImmutableDoubleArray.copyOf(values),
        Arrays.stream(values)
            .skip(1)
            .mapToObj(value -> Delta.of(values[0], value, Direction.LESS))
            .collect(ImmutableList.toImmutableList()));
  }

  public ComparedTotal total(Metric metric) {
    return totals.get(metric.ordinal());
  }

  /** Names that not every run has. */
  public long notInAll() {
    return layers.stream().filter(layer -> !layer.isInAll()).count();
  }

  /** What a reader has to know before reading on; empty where nothing stands in the way. */
  public ImmutableList<String> notes() {
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    ComparedRun first = runs.get(0);
    for (ComparedRun run : runs.subList(1, runs.size())) {
      if (!sameModel(first, run)) {
        notes.add(
            run.label() + " runs another model than " + first.label() + ": the work differs, too");
      }
    }
    for (ComparedRun run : runs) {
      if (run.result().generation().isPresent()) {
        notes.add(run.label() + " is text: compared is its last step, as a run alone");
      } else if (run.result().repetition().isPresent()) {
        notes.add(run.label() + " was repeated: compared is one run alone");
      }
      if (!run.result().isComplete()) {
        notes.add(run.label() + " ended early: what it found depends on the machine");
      }
      if (run.result().check().violations() > 0) {
        notes.add(run.label() + " failed its check: its figures are not to be trusted");
      }
    }
    return notes.build();
  }

  private static boolean sameModel(ComparedRun a, ComparedRun b) {
    return a.result().workload().macs() == b.result().workload().macs()
        && a.result().workload().facts().name().equals(b.result().workload().facts().name());
  }
}
