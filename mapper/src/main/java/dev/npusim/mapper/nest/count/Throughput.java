package dev.npusim.mapper.nest.count;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.nest.FlatMapping;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;

/** How many full evaluations a counter does per CPU second of the calling thread. */
public final class Throughput {
  private static final int BETWEEN_CLOCKS = 10_000;
  private static final double NANOS = 1e9;

  /**
   * @param evaluations that were valid
   * @param cpuSeconds of the calling thread
   * @param checksum of the costs, so that no evaluation can be optimised away
   */
  public record Result(long evaluations, double cpuSeconds, double checksum) {
    public double perSecond() {
      return evaluations / cpuSeconds;
    }
  }

  private Throughput() {}

  /**
   * Prices {@code mappings}, all of one layer to one architecture, over and over.
   *
   * @param cpuSeconds how long; as long before that to warm up
   */
  public static Result measure(
      Counter counter, ImmutableList<FlatMapping> mappings, double cpuSeconds) {
    FlatMapping first = mappings.get(0);
    Evaluator evaluator = counter.evaluator(first.architecture(), first.layer());
    run(evaluator, mappings, cpuSeconds);
    return run(evaluator, mappings, cpuSeconds);
  }

  private static Result run(
      Evaluator evaluator, ImmutableList<FlatMapping> mappings, double cpuSeconds) {
    ThreadMXBean thread = ManagementFactory.getThreadMXBean();
    FlatMapping[] all = mappings.toArray(new FlatMapping[0]);
    long start = thread.getCurrentThreadCpuTime();
    long evaluations = 0;
    double checksum = 0;
    while (true) {
      for (int i = 0; i < BETWEEN_CLOCKS; i++) {
        if (evaluator.evaluate(all[i % all.length])) {
          evaluations++;
          checksum += evaluator.energy() + evaluator.cycles();
        }
      }
      double seconds = (thread.getCurrentThreadCpuTime() - start) / NANOS;
      if (seconds >= cpuSeconds) {
        return new Result(evaluations, seconds, checksum);
      }
    }
  }
}
