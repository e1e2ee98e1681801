package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.model.MappedModel;
import dev.npusim.mapper.model.ModelLayers;
import dev.npusim.mapper.model.ModelMapper;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.report.ModelMapReport;
import dev.npusim.viz.report.ModelMapRow;
import dev.npusim.workloads.Workload;

/** Maps all layers of a model. */
final class MapModel {
  private final Terminal terminal;
  private final Verbosity verbosity;
  private final HardwareArguments.Found hardware;
  private final SearchArguments search;
  private final int threads;

  /**
   * @param threads searches at a time
   */
  MapModel(
      Terminal terminal,
      Verbosity verbosity,
      HardwareArguments.Found hardware,
      SearchArguments search,
      int threads) {
    this.terminal = terminal;
    this.verbosity = verbosity;
    this.hardware = hardware;
    this.search = search;
    this.threads = threads;
  }

  /** Searches, and collects what is to be said. */
  ModelMapReport map(Workload workload, Precision precision, String command) {
    boolean physical =
        search.convention(SearchArguments.Convention.PHYSICAL)
            == SearchArguments.Convention.PHYSICAL;
    boolean fused = hardware.chip().isPresent() && physical;
    ModelLayers model = ModelLayers.of(workload.graph(), precision, fused);
    if (model.distinct().isEmpty()) {
      throw new UsageException(
          "map "
              + workload.graph().name()
              + ": it has no convolution and no matrix product to map");
    }
    MappedModel mapped = search(model);
    return new ModelMapReport(
        Facts.of(workload, precision),
        precision,
        hardware.source(),
        hardware.clockHz(),
        workload.graph().nodes().size(),
        search.objective(),
        mapped,
        mapped.layers().stream().map(ModelMapRow::of).collect(ImmutableList.toImmutableList()),
        amounts(precision),
        notes(workload, model, fused),
        Version.text(),
        command);
  }

  private MappedModel search(ModelLayers model) {
    ModelMapper mapper =
        new ModelMapper(
            hardware.targets(),
            hardware.chip(),
            search.convention(SearchArguments.Convention.PHYSICAL).counter(),
            search.objective(),
            search.cache(terminal));
    int layers = model.distinct().size();
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      progress(0, layers);
      return mapper.map(
          model, threads, search.waiting(interrupted), done -> progress(done, layers));
    } finally {
      if (!verbosity.quiet()) {
        terminal.progressDone();
      }
    }
  }

  private synchronized void progress(int done, int layers) {
    if (!verbosity.quiet()) {
      terminal.progress(done + " of " + layers + " distinct layers mapped");
    }
  }

  /** Of any layer: a chip's units do not depend on it. */
  private Amounts amounts(Precision precision) {
    ImmutableList<Target> targets =
        hardware.targets().apply(Layers.gemm("any", 1, 1, 1, precision));
    return Amounts.of(targets.get(0).architecture());
  }

  private ImmutableList<String> notes(Workload workload, ModelLayers model, boolean fused) {
    ImmutableList.Builder<String> notes = ImmutableList.builder();
    notes.addAll(workload.notes());
    boolean attention =
        model.distinct().size() > 0
            && workload.graph().nodes().stream()
                .anyMatch(node -> node.op() instanceof dev.npusim.ir.op.Attention);
    if (attention && fused) {
      notes.add(
          "Energies of attention have the vector unit and static power in them, those of other"
              + " layers have no static power.");
    } else if (attention) {
      notes.add(LayerShapes.UNFUSED);
    }
    if (ModelLayers.isMasked(workload.graph())) {
      notes.add(LayerArguments.FREE_MASK);
    }
    return notes.addAll(hardware.notes()).build();
  }
}
