package dev.npusim.mapper.search;

import dev.npusim.mapper.nest.count.TimeloopCounter;
import java.lang.management.ManagementFactory;

/**
 * Prints per layer: the best EDP known before, ours, their ratio, the bound, the gap, and CPU
 * seconds of the process, which include starting up where a layer is named. Arguments: strategy,
 * evaluations, seed, and a layer for one process per layer.
 */
final class SearchDriver {
  private SearchDriver() {}

  public static void main(String[] args) {
    String strategy = args[0];
    long evaluations = Long.parseLong(args[1]);
    long seed = Long.parseLong(args[2]);
    com.sun.management.OperatingSystemMXBean os =
        (com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    for (Edge3.Case c : Edge3.cases()) {
      if (args.length > 3 && !c.layer().name().contains(args[3])) {
        continue;
      }
      long before = args.length > 3 ? 0 : os.getProcessCpuTime();
      SearchProblem problem =
          new SearchProblem(Edge3.architecture(), c.layer(), new TimeloopCounter(), Objective.EDP);
      SearchResult r = strategy(strategy).search(problem, SearchLimits.of(evaluations, seed));
      double cpu = (os.getProcessCpuTime() - before) / 1e9;
      System.out.printf(
          "%-28s best known %12.2f ours %12.3f ratio %.5f bound %12.2f gap %6.2f%% %s cpu %.2f s, %d evaluated, %d pruned%n",
          c.layer().name(),
          c.bestKnown(),
          r.cost() / 1e12,
          r.cost() / 1e12 / c.bestKnown(),
          r.lowerBound() / 1e12,
          r.gapPercent(),
          r.optimal() ? "optimal" : "",
          cpu,
          r.evaluated(),
          r.pruned());
    }
  }

  static MappingSearch strategy(String name) {
    return switch (name) {
      case "random" -> new RandomSearch();
      case "annealing" -> new AnnealingSearch(4);
      case "exact" -> new ExactSearch(0.85, 2);
      case "e" -> new ExactSearch(0.95, Integer.getInteger("chains", 8));
      default -> throw new IllegalArgumentException("strategy " + name);
    };
  }
}
