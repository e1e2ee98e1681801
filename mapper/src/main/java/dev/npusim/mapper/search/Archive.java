package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Evaluator;
import java.util.ArrayList;
import java.util.List;

/**
 * Keeps, of all mappings that a search prices, a set of which none is better than another in SRAM,
 * cycles, energy and DRAM traffic at once, and of which for every one priced some is at most {@code
 * epsilon} worse in each of the four: M. Laumanns et al., "Combining convergence and diversity in
 * evolutionary multiobjective optimization", 2002. Allocates only when the set grows.
 */
final class Archive {
  private static final int FIGURES = ParetoPoint.FIGURES;

  private final double slack;
  private final int outermost;
  private final List<FlatMapping> mappings = new ArrayList<>();
  private double[] figures = new double[FIGURES * 64];
  private final double[] offered = new double[FIGURES];
  private int size;

  /**
   * @param epsilon above zero, such as 0.01
   * @param outermost level of the architecture
   */
  Archive(double epsilon, int outermost) {
    this.slack = 1 + epsilon;
    this.outermost = outermost;
  }

  /** Offers a mapping that {@code evaluator} has just priced. */
  void offer(FlatMapping mapping, Evaluator evaluator) {
    ParetoPoint.figures(evaluator, outermost, offered);
    for (int i = 0; i < size; i++) {
      if (covers(i)) {
        // What has just covered one mapping covers its neighbours, too.
        exchange(i, i / 2);
        return;
      }
    }
    for (int i = size - 1; i >= 0; i--) {
      if (isDominated(i)) {
        exchange(i, --size);
      }
    }
    if (size == mappings.size()) {
      mappings.add(new FlatMapping(mapping.architecture(), mapping.layer()));
      if (figures.length < FIGURES * mappings.size()) {
        figures = java.util.Arrays.copyOf(figures, 2 * figures.length);
      }
    }
    mappings.get(size).copyFrom(mapping);
    System.arraycopy(offered, 0, figures, FIGURES * size, FIGURES);
    size++;
  }

  private boolean covers(int i) {
    int at = FIGURES * i;
    return figures[at] <= slack * offered[0]
        && figures[at + 1] <= slack * offered[1]
        && figures[at + 2] <= slack * offered[2]
        && figures[at + 3] <= slack * offered[3];
  }

  /** Whether the one offered is nowhere worse; being uncovered it is somewhere better. */
  private boolean isDominated(int i) {
    int at = FIGURES * i;
    return offered[0] <= figures[at]
        && offered[1] <= figures[at + 1]
        && offered[2] <= figures[at + 2]
        && offered[3] <= figures[at + 3];
  }

  private void exchange(int i, int j) {
    FlatMapping mapping = mappings.get(i);
    mappings.set(i, mappings.get(j));
    mappings.set(j, mapping);
    for (int figure = 0; figure < FIGURES; figure++) {
      double other = figures[FIGURES * i + figure];
      figures[FIGURES * i + figure] = figures[FIGURES * j + figure];
      figures[FIGURES * j + figure] = other;
    }
  }

  /** What is kept now, the smallest SRAM first. */
  ImmutableList<ParetoPoint> points() {
    List<ParetoPoint> points = new ArrayList<>();
    for (int i = 0; i < size; i++) {
      points.add(ParetoPoint.of(mappings.get(i).toMapping(), figures, FIGURES * i));
    }
    return ParetoPoint.front(points);
  }
}
