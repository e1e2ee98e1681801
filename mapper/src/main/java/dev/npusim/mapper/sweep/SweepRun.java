package dev.npusim.mapper.sweep;

import com.google.common.cache.Cache;
import com.google.common.cache.CacheBuilder;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ListMultimap;
import com.google.common.collect.MultimapBuilder;
import dev.npusim.mapper.schedule.ProgramClock;
import dev.npusim.mapper.schedule.ScheduleCache;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.ForkJoinTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Finds the outcomes of points, several at a time. Outcomes depend on nothing but their points, so
 * neither the number of jobs nor what was known before changes any.
 */
public final class SweepRun {
  /** What is made of a point: its input, or an outcome that needs no schedule. */
  public sealed interface Prepared {
    record Input(PointInput input) implements Prepared {}

    record Known(Outcome outcome) implements Prepared {}
  }

  /** Told of every outcome, from any thread. */
  @FunctionalInterface
  public interface Progress {
    /**
     * @param found outcomes so far
     * @param known of them that were read
     * @param all that are wanted
     */
    void report(int found, int known, int all);
  }

  private record Task(long index, String key, PointInput input) {}

  /** What points have in common that share searches of tilings. */
  private record Shape(String graph, Object chip) {}

  /**
   * Shapes whose searches are kept beside those that are worked on. A large model's take ten to
   * twenty MiB, and sweeps may have thousands of shapes.
   */
  private static final int KEPT_SHAPES = 4;

  private final Function<SweepPoint, Prepared> preparation;
  private final OutcomeStore store;
  private final String program;
  private final int jobs;
  private final Progress progress;

  private final Cache<Shape, ScheduleCache> caches;
  private final ProgramClock clock = new ProgramClock();
  private final AtomicInteger found = new AtomicInteger();
  private final AtomicInteger read = new AtomicInteger();
  private int wanted;

  /**
   * @param preparation pure; called from this thread only
   * @param program what tells this program from others: part of every key
   * @param jobs points worked on at a time, at least 1
   */
  public SweepRun(
      Function<SweepPoint, Prepared> preparation,
      OutcomeStore store,
      String program,
      int jobs,
      Progress progress) {
    this.preparation = preparation;
    this.store = store;
    this.program = program;
    this.jobs = jobs;
    this.progress = progress;
    this.caches =
        CacheBuilder.newBuilder().concurrencyLevel(1).maximumSize(jobs + KEPT_SHAPES).build();
  }

  /** Outcomes that did not have to be found again. */
  public int read() {
    return read.get();
  }

  /** Where the time of the points that were worked on went. */
  public ProgramClock clock() {
    return clock;
  }

  /** By place in the grid, in its order. */
  public ImmutableMap<Long, Outcome> run(List<SweepPoint> points) {
    wanted += points.size();
    Map<Long, Outcome> outcomes = new ConcurrentHashMap<>();
    Map<String, List<Task>> groups = new LinkedHashMap<>();
    for (SweepPoint point : points) {
      Prepared prepared = preparation.apply(point);
      if (prepared instanceof Prepared.Known known) {
        done(outcomes, point.index(), known.outcome());
      } else if (prepared instanceof Prepared.Input task) {
        String key = task.input().key(program);
        Outcome old = store.get(key).orElse(null);
        if (old != null) {
          read.incrementAndGet();
          done(outcomes, point.index(), old);
        } else {
          groups
              .computeIfAbsent(task.input().planKey(), k -> new ArrayList<>())
              .add(new Task(point.index(), key, task.input()));
        }
      }
    }
    work(byShape(groups.values()), outcomes);
    return ImmutableMap.copyOf(new TreeMap<>(outcomes));
  }

  /** Groups of one shape one after the other, so that its searches can be forgotten after them. */
  private static List<List<Task>> byShape(Collection<List<Task>> groups) {
    ListMultimap<Shape, List<Task>> shapes =
        MultimapBuilder.linkedHashKeys().arrayListValues().build();
    groups.forEach(group -> shapes.put(shape(group), group));
    return List.copyOf(shapes.values());
  }

  private static Shape shape(List<Task> group) {
    PointInput input = group.get(0).input();
    return new Shape(input.graphHash(), ScheduleCache.shape(input.npu()));
  }

  /** Every worker is a pool of one thread, so that what a schedule runs in parallel stays on it. */
  private void work(List<List<Task>> groups, Map<Long, Outcome> outcomes) {
    AtomicInteger next = new AtomicInteger();
    List<ForkJoinPool> pools = new ArrayList<>();
    List<ForkJoinTask<?>> workers = new ArrayList<>();
    try {
      for (int i = 0; i < Math.min(jobs, groups.size()); i++) {
        ForkJoinPool pool = new ForkJoinPool(1);
        pools.add(pool);
        workers.add(
            pool.submit(
                () -> {
                  for (int group = next.getAndIncrement();
                      group < groups.size();
                      group = next.getAndIncrement()) {
                    workOn(groups.get(group), outcomes);
                  }
                }));
      }
      for (ForkJoinTask<?> worker : workers) {
        worker.get();
      }
    } catch (ExecutionException e) {
      if (e.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(e.getCause());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted", e);
    } finally {
      pools.forEach(ForkJoinPool::shutdownNow);
    }
  }

  private void workOn(List<Task> group, Map<Long, Outcome> outcomes) {
    ScheduleCache cache =
        caches.asMap().computeIfAbsent(shape(group), shape -> new ScheduleCache());
    PointScheduler scheduler =
        new PointScheduler(group.stream().map(task -> task.input().npu()).toList(), cache, clock);
    for (Task task : group) {
      Outcome outcome = scheduler.run(task.input());
      store.put(task.key(), outcome);
      done(outcomes, task.index(), outcome);
    }
  }

  private void done(Map<Long, Outcome> outcomes, long index, Outcome outcome) {
    outcomes.put(index, outcome);
    progress.report(found.incrementAndGet(), read.get(), wanted);
  }
}
