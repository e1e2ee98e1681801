package dev.npusim.mapper.sweep;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.stream.Collectors;

/**
 * A finished sweep.
 *
 * @param outcomes by place in the grid, in its order; not all of the grid where it was sampled
 * @param objectives two or three that the front is about
 * @param front places of the points that keep all constraints and that no other such point beats
 * @param knee of the front, where there is one
 */
public record SweepResult(
    Grid grid,
    ImmutableMap<Long, Outcome> outcomes,
    ImmutableList<Measure> objectives,
    ImmutableList<Constraint> constraints,
    ImmutableSet<Long> front,
    OptionalLong knee) {

  /** Finds front and knee. */
  public static SweepResult of(
      Grid grid,
      Map<Long, Outcome> outcomes,
      ImmutableList<Measure> objectives,
      ImmutableList<Constraint> constraints) {
    List<Long> places = new ArrayList<>();
    List<double[]> rows = new ArrayList<>();
    outcomes.forEach(
        (place, outcome) -> {
          if (outcome.isOk() && constraints.stream().allMatch(each -> each.isMet(outcome))) {
            places.add(place);
            rows.add(objectives.stream().mapToDouble(outcome::figure).toArray());
          }
        });
    List<Integer> front = ParetoFront.of(rows);
    OptionalLong knee =
        front.isEmpty()
            ? OptionalLong.empty()
            : OptionalLong.of(
                places.get(front.get(ParetoFront.knee(front.stream().map(rows::get).toList()))));
    return new SweepResult(
        grid,
        ImmutableMap.copyOf(outcomes),
        objectives,
        constraints,
        front.stream().map(places::get).collect(ImmutableSet.toImmutableSet()),
        knee);
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
