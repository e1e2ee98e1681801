package dev.npusim.mapper.bench;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.CpuTime;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.count.TimeloopCounter;
import dev.npusim.mapper.search.Alternatives;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.MappingSamples;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.search.SearchProblem;
import dev.npusim.mapper.search.SearchResult;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/** Measures the mapper: pricing, searching a layer, searching all layers of a model. */
public final class MapperBench {
  private static final int SAMPLES = 1_000;

  /**
   * How much longer than a repetition everything is priced before the first rate is measured: the
   * thorough compiler takes seconds, in the background.
   */
  public static final int FIRST = 5;

  private final Repetition repetition;
  private final long seed;

  public MapperBench(Repetition repetition, long seed) {
    this.repetition = repetition;
    this.seed = seed;
  }

  /**
   * Pricing.
   *
   * @param mappings priced in turn
   */
  public record Rate(
      String counter, String layer, MappingSamples sample, int mappings, Throughput throughput) {}

  /**
   * Searching one layer in this process, start-up not included.
   *
   * @param cpuSeconds median, of the thread that searches
   * @param evaluated mappings priced by one search
   */
  public record SearchTime(
      String counter,
      String layer,
      Effort effort,
      double cpuSeconds,
      double cost,
      double gapPercent,
      long evaluated) {}

  /**
   * Searching all distinct layers of a model once, in a process that is warm.
   *
   * @param layers distinct ones
   */
  public record ModelTime(
      int layers,
      Effort effort,
      int threads,
      double wallSeconds,
      double cpuSeconds,
      long evaluated) {}

  /** The counters measured. */
  public static ImmutableList<Counter> counters() {
    return ImmutableList.of(new TimeloopCounter(), new PhysicalCounter());
  }

  /**
   * Prices samples of every kind, each layer with each counter. All of them once before the first
   * is measured: what the compiler makes of code depends on all that it has seen.
   */
  public ImmutableList<Rate> rates(Architecture architecture, List<Layer> layers) {
    Repetition once = new Repetition(0, 1, FIRST * repetition.seconds());
    rates(architecture, layers, once);
    return rates(architecture, layers, repetition);
  }

  private ImmutableList<Rate> rates(Architecture architecture, List<Layer> layers, Repetition how) {
    ImmutableList.Builder<Rate> rates = ImmutableList.builder();
    for (Layer layer : layers) {
      for (Counter counter : counters()) {
        for (MappingSamples sample : MappingSamples.values()) {
          ImmutableList<FlatMapping> mappings =
              sample.take(architecture, layer, counter, SAMPLES, seed);
          Throughput throughput = Throughput.measure(counter, mappings, how);
          rates.add(new Rate(counter.name(), layer.name(), sample, mappings.size(), throughput));
        }
      }
    }
    return rates.build();
  }

  /** For the least energy times delay. */
  public SearchTime search(Counter counter, Architecture architecture, Layer layer, Effort effort) {
    SearchProblem problem = new SearchProblem(architecture, layer, counter, Objective.EDP);
    SearchResult[] last = new SearchResult[1];
    ImmutableList<Double> seconds =
        repetition.measure(
            () -> {
              long before = Throughput.cpuNanos();
              last[0] = effort.strategy().search(problem, effort.limits(seed));
              return (Throughput.cpuNanos() - before) * 1e-9;
            });
    return new SearchTime(
        counter.name(),
        layer.name(),
        effort,
        Repetition.median(seconds),
        last[0].cost(),
        last[0].gapPercent(),
        last[0].evaluated());
  }

  /**
   * Searches all layers once.
   *
   * @param problems per layer: the architectures to choose from
   */
  public ModelTime model(List<List<SearchProblem>> problems, Effort effort, int threads) {
    Alternatives search = new Alternatives(effort, seed);
    ForkJoinPool pool = new ForkJoinPool(threads);
    double cpu = CpuTime.seconds();
    long wall = System.nanoTime();
    try {
      long evaluated =
          pool.submit(
                  () ->
                      problems.parallelStream()
                          .mapToLong(each -> search.search(each).result().evaluated())
                          .sum())
              .join();
      return new ModelTime(
          problems.size(),
          effort,
          threads,
          (System.nanoTime() - wall) * 1e-9,
          CpuTime.seconds() - cpu,
          evaluated);
    } finally {
      pool.shutdown();
    }
  }
}
