package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * A finished sweep.
 *
 * @param outcomes by place in the grid, in its order; not all of the grid where it was sampled
 * @param objectives two or three that the front is about
 * @param front places of the points that keep all constraints and that no other such point of the
 *     same model beats
 * @param knees of the front, one per model that has one
 */
public record SweepResult(
    Grid grid,
    ImmutableMap<Long, Outcome> outcomes,
    ImmutableList<Metric> objectives,
    ImmutableList<Constraint> constraints,
    ImmutableSet<Long> front,
    ImmutableSet<Long> knees) {

  /** Finds front and knee. */
  public static SweepResult of(
      Grid grid,
      Map<Long, Outcome> outcomes,
      ImmutableList<Metric> objectives,
      ImmutableList<Constraint> constraints) {
    int model = grid.indexOf(SweepKey.MODEL);
    Map<Integer, List<Long>> models = new TreeMap<>();
    outcomes.forEach(
        (place, outcome) -> {
          if (outcome.isOk() && constraints.stream().allMatch(each -> each.isMet(outcome))) {
            int which = model < 0 ? 0 : grid.point(place).positions().get(model);
            models.computeIfAbsent(which, k -> new ArrayList<>()).add(place);
          }
        });
    ImmutableSet.Builder<Long> front = ImmutableSet.builder();
    ImmutableSet.Builder<Long> knees = ImmutableSet.builder();
    for (List<Long> places : models.values()) {
      List<double[]> rows =
          places.stream()
              .map(
                  place ->
                      objectives.stream()
                          .mapToDouble(Objects.requireNonNull(outcomes.get(place))::figure)
                          .toArray())
              .toList();
      List<Integer> best = ParetoFront.of(rows);
      best.forEach(index -> front.add(places.get(index)));
      knees.add(places.get(best.get(ParetoFront.knee(best.stream().map(rows::get).toList()))));
    }
    return new SweepResult(
        grid, ImmutableMap.copyOf(outcomes), objectives, constraints, front.build(), knees.build());
  }

  /** Which constraints a point with figures breaks, as text; empty where none. */
  public String broken(Outcome outcome) {
    return outcome.isOk()
        ? constraints.stream()
            .filter(each -> !each.isMet(outcome))
            .map(each -> "not " + each.text())
            .collect(Collectors.joining("; "))
        : "";
  }

  /** Points by what became of them. */
  public long count(Outcome.Status status) {
    return outcomes.values().stream().filter(outcome -> outcome.status() == status).count();
  }
}
