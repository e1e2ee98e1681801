package dev.npusim.cli;

import com.google.common.collect.Iterators;
import dev.npusim.mapper.Goal;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.search.Effort;
import dev.npusim.mapper.search.Objective;
import dev.npusim.mapper.stepplan.PlanEngine;
import dev.npusim.mapper.stepplan.PlanObjective;
import dev.npusim.mapper.stepplan.PlanStrategy;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.npu.reference.ReferenceSet;
import dev.npusim.viz.compare.LayerFigure;
import dev.npusim.workloads.Catalog;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/** What a shell offers for an argument; other values are fine wherever files are. */
final class Candidates {
  private Candidates() {}

  private static Iterator<String> lower(Enum<?>... constants) {
    return Arrays.stream(constants)
        .map(constant -> constant.name().toLowerCase(Locale.ROOT))
        .iterator();
  }

  /** Built-in models. */
  static final class Models implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Catalog.names().iterator();
    }
  }

  /** Presets of chips. */
  static final class Chips implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Npus.names().iterator();
    }
  }

  /** What a layer is mapped to without a file. */
  static final class Hardware implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Iterators.concat(
          Npus.names().iterator(), Iterators.singletonIterator(HardwareArguments.EDGE3));
    }
  }

  /** Widths that many chips have. */
  static final class Precisions implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("w8a8", "w4a8", "w4a16", "w8a16", "w16a16").iterator();
    }
  }

  static final class Goals implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(Goal.values());
    }
  }

  static final class Fusions implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(FusionChoice.Mode.values());
    }
  }

  static final class Halos implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(FusionArguments.Halos.values());
    }
  }

  static final class PlanObjectives implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(PlanObjective.values());
    }
  }

  static final class PlanStrategies implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(PlanStrategy.values());
    }
  }

  static final class PlanEngines implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(PlanEngine.values());
    }
  }

  static final class BenchParts implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(BenchCommand.Part.values());
    }
  }

  /** Of {@code show}. */
  static final class Shown implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("npu").iterator();
    }
  }

  /** Of {@code explain}. */
  static final class Explained implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ExplainCommand.KINDS.iterator();
    }
  }

  static final class Objectives implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(Objective.values());
    }
  }

  /** Of {@code man}. */
  static final class CommandNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return Commands.names().iterator();
    }
  }

  /** Of {@code validate}. */
  static final class ReferenceNames implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ValidateCommand.shippedSets().stream().map(ReferenceSet::name).iterator();
    }
  }

  static final class Efforts implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(Effort.values());
    }
  }

  static final class Skips implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(Options.Skips.values());
    }
  }

  static final class Samplings implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return List.of("random", "adaptive").iterator();
    }
  }

  static final class LayerFigures implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return lower(LayerFigure.values());
    }
  }

  static final class Lists implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return ListCommand.KINDS.iterator();
    }
  }

  static final class Shells implements Iterable<String> {
    @Override
    public Iterator<String> iterator() {
      return CompletionCommand.SHELLS.iterator();
    }
  }
}
