package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.InfeasibleException;
import dev.npusim.mapper.attention.AttentionMapper;
import dev.npusim.mapper.layer.LayerMapper;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.model.Waiting;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.count.Counter;
import dev.npusim.mapper.nest.text.MappingText;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.MappingCache;
import dev.npusim.mapper.search.SearchLimits;
import dev.npusim.mapper.vector.MappedVector;
import dev.npusim.mapper.vector.VectorMapper;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.viz.report.AttentionReport;
import dev.npusim.viz.report.FrontReport;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.report.VectorReport;
import dev.npusim.viz.terminal.EngineNote;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** Maps one layer in the way that it is asked for. */
final class MapLayer {
  private final HardwareArguments.Found hardware;
  private final SearchArguments search;
  private final MappingCache cache;
  private final Phases phases;
  private final Terminal terminal;
  private final String command;
  private final List<Waiting.Share> shares = new ArrayList<>();

  /**
   * @param command reproduces the run
   */
  MapLayer(
      Terminal terminal,
      Verbosity verbosity,
      HardwareArguments.Found hardware,
      SearchArguments search,
      String command) {
    this.terminal = terminal;
    this.hardware = hardware;
    this.search = search;
    this.cache = search.cache(terminal);
    this.phases = new Phases(terminal, verbosity);
    this.command = command;
  }

  private boolean isPhysical() {
    return search.convention(SearchArguments.Convention.PHYSICAL)
        == SearchArguments.Convention.PHYSICAL;
  }

  private Counter counter() {
    return search.convention(SearchArguments.Convention.PHYSICAL).counter();
  }

  private SearchLimits limits(Waiting.Share share) {
    return cache.effort().limits(cache.seed()).orWhen(share);
  }

  /** Searches one thing after the other within the time there is. */
  private <T, R> ImmutableList<R> each(
      List<T> things, Function<T, String> name, Searching<T, R> searching) {
    ImmutableList.Builder<R> found = ImmutableList.builder();
    try (Interruption.Watch interrupted = terminal.interruption().watch()) {
      Waiting.Shares all = search.waiting(interrupted).among(things.size(), 1);
      for (T thing : things) {
        phases.next("mapping " + name.apply(thing));
        Waiting.Share share = all.next();
        shares.add(share);
        found.add(searching.search(thing, share));
      }
    }
    phases.end();
    return found.build();
  }

  /** A search that ends when its share of the time does. */
  private interface Searching<T, R> {
    R search(T thing, Waiting.Share share);
  }

  /** Fused or not, whichever is better on a chip. */
  MapAnswer attention(MapQuestion question) {
    Npu chip = chip("one product at a time; take those of an attention with --bmm");
    return new MapAnswer.Attention(
        new AttentionReport(
            hardware.source(),
            each(
                    question.attention().stream().toList(),
                    problem -> problem.name(),
                    (problem, share) ->
                        new AttentionMapper(chip, problem)
                            .search(search.objective(), limits(share)))
                .get(0),
            notes(question.notes()),
            Version.text(),
            command));
  }

  /** An operation of the vector unit. */
  MapAnswer vector(MapQuestion question) {
    chip("loop nests; a vector operation has none");
    return vector(mapVector(question), question.notes());
  }

  private MapAnswer vector(MappedVector mapped, List<String> notes) {
    return new MapAnswer.Vector(
        new VectorReport(hardware.source(), mapped, notes(notes), Version.text(), command));
  }

  private MappedVector mapVector(MapQuestion question) {
    Npu chip = hardware.chip().orElseThrow();
    return each(
            question.vector().stream().toList(),
            problem -> problem.name(),
            (problem, share) ->
                new VectorMapper(chip, problem).search(search.objective(), Effort.NORMAL, share))
        .get(0);
  }

  /** The chip, for what other conventions do not count. */
  private Npu chip(String counted) {
    if (!isPhysical()) {
      throw new UsageException("--convention timeloop counts " + counted);
    }
    return hardware.chip().orElseThrow();
  }

  MapAnswer front(MapQuestion question) {
    if (question.attention().isPresent()) {
      throw new UsageException("--pareto: take the products of an attention one by one with --bmm");
    }
    return new MapAnswer.Fronts(
        new FrontReport(
            hardware.source(),
            each(
                question.layers(),
                Layer::name,
                (layer, share) -> mapper(layer).front(cache, share)),
            notes(question.notes()),
            Version.text(),
            command));
  }

  /** The best loop nest; for a depthwise convolution on a chip, or on its vector unit. */
  MapAnswer best(MapQuestion question) {
    if (question.vector().isEmpty() || hardware.chip().isEmpty() || !isPhysical()) {
      return nests(question);
    }
    MappedLayer onArray = search(question.layers()).get(0);
    Optional<MappedVector> onVector = vectorIfItFits(question);
    List<String> notes = new ArrayList<>(question.notes());
    notes.add(0, EngineNote.of(onArray, onVector, search.objective()));
    return onVector.isPresent() && onVector.get().isBetterThan(onArray)
        ? vector(onVector.get(), notes)
        : new MapAnswer.Nests(report(ImmutableList.of(onArray), notes));
  }

  private Optional<MappedVector> vectorIfItFits(MapQuestion question) {
    try {
      return Optional.of(mapVector(question));
    } catch (InfeasibleException doesNotFit) {
      return Optional.empty();
    }
  }

  /** The best loop nests of the products, on the array. */
  MapAnswer nests(MapQuestion question) {
    return new MapAnswer.Nests(report(search(question.layers()), said(question)));
  }

  private ImmutableList<MappedLayer> search(ImmutableList<Layer> layers) {
    return each(layers, Layer::name, (layer, share) -> mapper(layer).search(cache, share));
  }

  private LayerMapper mapper(Layer layer) {
    return new LayerMapper(hardware.targets().apply(layer), layer, counter(), search.objective());
  }

  /** The only layer in a given mapping. */
  MapAnswer priced(MapQuestion question, String file, String text) {
    Layer layer = question.layers().get(0);
    // Levels and axes have the same names in every dataflow of a chip.
    Target any = hardware.targets().apply(layer).get(0);
    Mapping given = MappingText.read(any.architecture(), file, text);
    try {
      return new MapAnswer.Nests(
          report(ImmutableList.of(mapper(layer).price(given)), said(question)));
    } catch (MappingException e) {
      throw new MappingException(file + ": " + e.getMessage());
    }
  }

  private static List<String> said(MapQuestion question) {
    return ImmutableList.<String>builder()
        .addAll(question.notes())
        .addAll(question.unfusedNotes())
        .build();
  }

  private MappingReport report(ImmutableList<MappedLayer> mapped, List<String> notes) {
    return new MappingReport(
        hardware.source(), hardware.clockHz(), mapped, notes(notes), Version.text(), command);
  }

  /** Says so first where a search was ended early. */
  private ImmutableList<String> notes(List<String> notes) {
    ImmutableList.Builder<String> all = ImmutableList.builder();
    if (shares.stream().anyMatch(Waiting.Share::isOver)) {
      all.add(
          "The search was ended early, by --time-limit or by hand: the result depends on the"
              + " machine and its load.");
    }
    return all.addAll(notes).addAll(hardware.notes()).build();
  }
}
