package dev.npusim.mapper.search;

import dev.npusim.ir.Node;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.Contraction;
import dev.npusim.mapper.Chips;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.workloads.Workloads;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ForkJoinPool;

/**
 * Maps all distinct layers of a model to a chip and prints, per effort, wall and CPU seconds and
 * how much worse each effort's costs are than the best seen. Arguments: model, chip, precision,
 * objective, threads, seed, efforts in the order in which they run.
 */
final class ModelDriver {
  private ModelDriver() {}

  public static void main(String[] args) {
    Npu npu = Chips.of(args[1]);
    Precision precision = Precision.parse(args[2]);
    Objective objective = Objective.valueOf(args[3]);
    int threads = Integer.parseInt(args[4]);
    List<List<SearchProblem>> problems = new ArrayList<>();
    List<String> names = new ArrayList<>();
    Set<Object> seen = new HashSet<>();
    for (Node node : Workloads.load(args[0], Map.of()).graph().nodes()) {
      if (node.op() instanceof Contraction contraction) {
        for (Layer layer : Layers.of(node.name(), contraction, node.types(), precision)) {
          if (!seen.add(List.of(layer.dims(), layer.operands()))) {
            continue;
          }
          List<SearchProblem> dataflows = new ArrayList<>();
          for (Target target : Target.of(npu, layer)) {
            dataflows.add(
                new SearchProblem(target.architecture(), layer, new PhysicalCounter(), objective));
          }
          problems.add(dataflows);
          names.add(layer.toString());
        }
      }
    }
    System.out.printf("%d distinct layers; start-up %.2f s CPU%n", problems.size(), cpu());
    double[] best = new double[problems.size()];
    java.util.Arrays.fill(best, Double.POSITIVE_INFINITY);
    List<double[]> costs = new ArrayList<>();
    for (int i = 6; i < args.length; i++) {
      Effort effort = Effort.valueOf(args[i]);
      double before = cpu();
      long wall = System.nanoTime();
      Alternatives search = new Alternatives(effort, Long.parseLong(args[5]));
      ForkJoinPool pool = new ForkJoinPool(threads);
      List<SearchResult> results =
          pool.submit(
                  () ->
                      problems.parallelStream()
                          .map(dataflows -> search.search(dataflows).result())
                          .toList())
              .join();
      pool.shutdown();
      double gap = results.stream().mapToDouble(SearchResult::gapPercent).average().orElseThrow();
      long optimal = results.stream().filter(SearchResult::optimal).count();
      System.out.printf(
          "%s: wall %.2f s, CPU %.2f s, %d evaluated, mean gap %.1f %%, %d optimal%n",
          args[i],
          (System.nanoTime() - wall) * 1e-9,
          cpu() - before,
          results.stream().mapToLong(SearchResult::evaluated).sum(),
          gap,
          optimal);
      double[] own = results.stream().mapToDouble(SearchResult::cost).toArray();
      for (int p = 0; p < own.length; p++) {
        best[p] = Math.min(best[p], own[p]);
      }
      costs.add(own);
    }
    for (int i = 6; i < args.length; i++) {
      double[] own = costs.get(i - 6);
      double log = 0;
      int off = 0;
      for (int p = 0; p < own.length; p++) {
        double ratio = own[p] / best[p];
        log += Math.log(ratio);
        if (ratio > 1.02) {
          off++;
          System.out.printf("  %s %.3f %s%n", args[i], ratio, names.get(p));
        }
      }
      System.out.printf(
          "%s: mean %.4f of the best seen, %d of %d more than 2 %% off%n",
          args[i], Math.exp(log / own.length), off, own.length);
    }
  }

  private static double cpu() {
    return ((com.sun.management.OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean())
            .getProcessCpuTime()
        * 1e-9;
  }
}
