package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints how far a strategy's results are from the best ever found, over seeds 1 to 5. Arguments:
 * strategy, evaluations (0: those of the effort that is then the strategy's name), tuning, judging
 * or all, and a file that keeps the best ever found per layer.
 */
final class SearchSpread {
  private static final int SEEDS = 5;

  private SearchSpread() {}

  public static void main(String[] args) throws IOException {
    Path file = Path.of(args[3]);
    Map<String, Double> references = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        String[] cells = line.split(",", -1);
        references.put(cells[0], Double.parseDouble(cells[1]));
      }
    }
    List<Layer> layers = new ArrayList<>();
    layers.addAll(args[2].equals("judging") ? List.of() : LayerSuite.tuning());
    layers.addAll(args[2].equals("tuning") ? List.of() : LayerSuite.judging());
    double log = 0;
    double worstOfAll = 0;
    int within = 0;
    long begin = cpu();
    for (Layer layer : layers) {
      double best = references.getOrDefault(layer.name(), Double.POSITIVE_INFINITY);
      StringBuilder ratios = new StringBuilder();
      double[] costs = new double[SEEDS];
      double gap = 0;
      long start = cpu();
      for (int seed = 1; seed <= SEEDS; seed++) {
        SearchResult r = search(args, layer, seed);
        costs[seed - 1] = r.cost();
        best = Math.min(best, r.cost());
        gap = Math.max(gap, r.gapPercent());
      }
      references.put(layer.name(), best);
      for (double cost : costs) {
        double ratio = cost / best;
        ratios.append(String.format(" %.3f", ratio));
        log += Math.log(ratio);
        worstOfAll = Math.max(worstOfAll, ratio);
        within += ratio <= 1.02 ? 1 : 0;
      }
      System.out.printf(
          "%-28s %12.3f %s gap %.1f%% cpu %.2f%n",
          layer.name(), best / 1e12, ratios, gap, (cpu() - start) / 1e9 / SEEDS);
    }
    int runs = layers.size() * SEEDS;
    System.out.printf(
        "mean %.4f worst %.3f, %d of %d within 2 %%, cpu %.2f s per run%n",
        Math.exp(log / runs), worstOfAll, within, runs, (cpu() - begin) / 1e9 / runs);
    List<String> lines = new ArrayList<>();
    references.forEach((name, cost) -> lines.add(name + "," + cost));
    Files.write(file, lines);
  }

  private static SearchResult search(String[] args, Layer layer, int seed) {
    SearchProblem problem =
        new SearchProblem(Edge3.architecture(), layer, new TimeloopCounter(), Objective.EDP);
    long evaluations = Long.parseLong(args[1]);
    if (evaluations == 0) {
      Effort effort = Effort.valueOf(args[0]);
      return effort.strategy().search(problem, effort.limits(seed));
    }
    return SearchDriver.strategy(args[0]).search(problem, SearchLimits.of(evaluations, seed));
  }

  private static long cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
        .getProcessCpuTime();
  }
}
