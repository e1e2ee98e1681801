package dev.npusim.mapper.model;

import static com.google.common.collect.ImmutableList.toImmutableList;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.attention.AttentionMapper;
import dev.npusim.mapper.layer.CpuTime;
import dev.npusim.mapper.layer.LayerMapper;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.vector.MappedVector;
import dev.npusim.mapper.vector.VectorMapper;
import dev.npusim.mapper.vector.VectorProblem;
import dev.npusim.npu.hardware.Npu;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import java.util.function.Function;
import java.util.function.IntConsumer;

/**
 * Maps every distinct layer of a model, several at a time. Each search is one of its own, so that
 * results do not depend on the number of threads.
 */
public final class ModelMapper {
  private final Function<Layer, ImmutableList<Target>> targets;
  private final Optional<Npu> chip;
  private final Counter counter;
  private final Objective objective;
  private final MappingCache cache;

  /**
   * @param targets what a layer can be mapped to
   * @param chip the whole chip where it is one: attention is then one operation
   * @param cache says how much to search, and remembers
   */
  public ModelMapper(
      Function<Layer, ImmutableList<Target>> targets,
      Optional<Npu> chip,
      Counter counter,
      Objective objective,
      MappingCache cache) {
    this.targets = targets;
    this.chip = chip;
    this.counter = counter;
    this.objective = objective;
    this.cache = cache;
  }

  /**
   * Maps all layers.
   *
   * @param threads searches at a time
   * @param progress told from any thread how many are done
   * @throws InfeasibleException for the first layer of which no mapping was found that fits
   */
  public MappedModel map(ModelLayers model, int threads, Waiting waiting, IntConsumer progress) {
    MappedModel.Times before = new MappedModel.Times(CpuTime.seconds(), CpuTime.sinceStart());
    AtomicInteger done = new AtomicInteger();
    AtomicInteger cut = new AtomicInteger();
    Waiting.Shares shares = waiting.among(model.distinct().size(), threads);
    List<Callable<Optional<MappedModelLayer>>> tasks = new ArrayList<>();
    for (ModelLayer layer : model.distinct()) {
      tasks.add(
          () -> {
            Waiting.Share share = shares.next();
            Optional<MappedModelLayer> mapped = map(layer, share);
            if (share.isOver()) {
              cut.incrementAndGet();
            }
            progress.accept(done.incrementAndGet());
            return mapped;
          });
    }
    ImmutableList<Optional<MappedModelLayer>> layers = all(tasks, threads);
    return new MappedModel(
        layers.stream().flatMap(Optional::stream).collect(toImmutableList()),
        unmapped(model, layers),
        cut.get(),
        new MappedModel.Times(
            CpuTime.seconds() - before.cpuSeconds(), CpuTime.sinceStart() - before.wallSeconds()),
        before);
  }

  /** What had no layer, and the vector operations that do not fit. */
  private static ImmutableList<Unmapped> unmapped(
      ModelLayers model, List<Optional<MappedModelLayer>> layers) {
    ImmutableList.Builder<Unmapped> unmapped = ImmutableList.builder();
    unmapped.addAll(model.unmapped());
    for (int i = 0; i < layers.size(); i++) {
      if (layers.get(i).isEmpty() && model.distinct().get(i) instanceof ModelLayer.Vector vector) {
        unmapped.add(
            new Unmapped(
                vector.problem().kind(),
                vector.count(),
                vector.count() * vector.problem().laneOps(),
                Unmapped.Reason.TOO_LARGE));
      }
    }
    return unmapped.build();
  }

  /** Empty for a vector operation that does not fit. */
  private Optional<MappedModelLayer> map(ModelLayer layer, BooleanSupplier stop) {
    if (layer instanceof ModelLayer.Fused fused) {
      AttentionMapper mapper = new AttentionMapper(chip.orElseThrow(), fused.problem());
      return Optional.of(
          new MappedModelLayer.Fused(
              fused,
              mapper.search(objective, cache.effort().blockLimits(cache.seed()).orWhen(stop))));
    }
    if (layer instanceof ModelLayer.Vector vector) {
      return onVector(vector.problem(), stop)
          .map(mapped -> new MappedModelLayer.Vector(vector, mapped, Optional.empty()));
    }
    ModelLayer.Product product = (ModelLayer.Product) layer;
    MappedLayer onArray =
        new LayerMapper(targets.apply(product.layer()), product.layer(), counter, objective)
            .search(cache, stop);
    Optional<MappedVector> onVector = product.onVector().flatMap(p -> onVector(p, stop));
    return Optional.of(
        onVector.isPresent() && onVector.get().isBetterThan(onArray)
            ? new MappedModelLayer.Vector(product, onVector.get(), Optional.of(onArray))
            : new MappedModelLayer.Product(product, onArray, onVector));
  }

  private Optional<MappedVector> onVector(VectorProblem problem, BooleanSupplier stop) {
    try {
      return Optional.of(
          new VectorMapper(chip.orElseThrow(), problem).search(objective, cache.effort(), stop));
    } catch (InfeasibleException doesNotFit) {
      return Optional.empty();
    }
  }

  private static <T> ImmutableList<T> all(List<Callable<T>> tasks, int threads) {
    ExecutorService pool = Executors.newFixedThreadPool(Math.max(1, threads));
    try {
      ImmutableList.Builder<T> results = ImmutableList.builder();
      for (Future<T> future : pool.invokeAll(tasks)) {
        results.add(future.get());
      }
      return results.build();
    } catch (InterruptedException interrupted) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("interrupted while searching mappings", interrupted);
    } catch (ExecutionException failed) {
      if (failed.getCause() instanceof RuntimeException cause) {
        throw cause;
      }
      throw new IllegalStateException(failed.getCause());
    } finally {
      pool.shutdownNow();
    }
  }
}
