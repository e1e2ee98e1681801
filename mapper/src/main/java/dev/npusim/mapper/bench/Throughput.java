package dev.npusim.mapper.bench;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.count.Evaluator;
import java.lang.management.ManagementFactory;

/**
 * How many evaluations a counter does per CPU second of the calling thread. All mappings are valid
 * and every count, energy and latency is worked out for each.
 *
 * @param evaluationsPerSecond median, lowest and highest of the repetitions
 * @param bytesPerEvaluation allocated by the calling thread; NaN where the platform does not say
 * @param checksum of the costs, so that no evaluation can be optimised away
 */
public record Throughput(
    double evaluationsPerSecond,
    double lowest,
    double highest,
    double bytesPerEvaluation,
    double checksum) {
  private static final int BETWEEN_CLOCKS = 5_000;
  private static final double NANOS = 1e9;

  /** Prices {@code mappings}, all of one layer to one architecture, over and over. */
  public static Throughput measure(
      Counter counter, ImmutableList<FlatMapping> mappings, Repetition repetition) {
    Run run = new Run(counter, mappings);
    ImmutableList<Double> rates =
        repetition.measure(() -> run.evaluationsPerSecond(repetition.seconds()));
    return new Throughput(
        Repetition.median(rates),
        rates.get(0),
        rates.get(rates.size() - 1),
        run.bytesPerEvaluation(),
        run.checksum);
  }

  private static final class Run {
    private final Evaluator evaluator;
    private final FlatMapping[] mappings;
    private int at;
    private double checksum;

    Run(Counter counter, ImmutableList<FlatMapping> mappings) {
      FlatMapping first = mappings.get(0);
      evaluator = counter.evaluator(first.architecture(), first.layer());
      this.mappings = mappings.toArray(new FlatMapping[0]);
    }

    double evaluationsPerSecond(double seconds) {
      long start = cpuNanos();
      long evaluations = 0;
      while (true) {
        evaluations += some();
        double passed = (cpuNanos() - start) / NANOS;
        if (passed >= seconds) {
          return evaluations / passed;
        }
      }
    }

    private int some() {
      int valid = 0;
      for (int i = 0; i < BETWEEN_CLOCKS; i++) {
        if (evaluator.evaluate(mappings[at])) {
          valid++;
          checksum += evaluator.energy() + evaluator.cycles();
        }
        at = at + 1 == mappings.length ? 0 : at + 1;
      }
      return valid;
    }

    double bytesPerEvaluation() {
      if (!(ManagementFactory.getThreadMXBean() instanceof com.sun.management.ThreadMXBean bean)) {
        return Double.NaN;
      }
      long thread = Thread.currentThread().getId();
      // The first question allocates what holds the answer.
      bean.getThreadAllocatedBytes(thread);
      long before = bean.getThreadAllocatedBytes(thread);
      int evaluations = some();
      return (double) (bean.getThreadAllocatedBytes(thread) - before) / evaluations;
    }
  }

  /** CPU time of the calling thread. */
  static long cpuNanos() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
