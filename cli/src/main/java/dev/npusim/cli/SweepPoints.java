package dev.npusim.cli;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.google.common.collect.ImmutableList;
import com.google.common.hash.Hashing;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.json.GraphJson;
import dev.npusim.mapper.Options;
import dev.npusim.mapper.sweep.Constraint;
import dev.npusim.mapper.sweep.Grid;
import dev.npusim.mapper.sweep.Outcome;
import dev.npusim.mapper.sweep.PointInput;
import dev.npusim.mapper.sweep.SweepKey;
import dev.npusim.mapper.sweep.SweepPoint;
import dev.npusim.mapper.sweep.SweepRun.Prepared;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.viz.sweep.Figures;
import dev.npusim.workloads.WorkloadException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** The points of a sweep: what their keys mean, and the model, chip and options of each. */
final class SweepPoints {
  /** Before the name of a model's extent. */
  static final String DIM = "dim.";

  static final String NPU = "npu";

  /** Of one key, so many values are tried out before anything is run. */
  private static final int MOST_CHECKED = 1000;

  private final List<String> models;
  private final ChipArguments chips;
  private final ModelOptions modelOptions;
  private final Options options;
  private final ImmutableList<Constraint> constraints;
  private final Grid grid;
  private final Map<String, Loaded> loaded = new HashMap<>();

  /** A model that was read, or why it cannot be. */
  private record Loaded(@Nullable Graph graph, String hash, String failure) {}

  /**
   * @throws UsageException for a key or value that makes no sense on any chip
   */
  SweepPoints(
      List<String> models,
      ChipArguments chips,
      ModelOptions modelOptions,
      Options options,
      List<String> vary,
      ImmutableList<Constraint> constraints) {
    this.models = models;
    this.chips = chips;
    this.modelOptions = modelOptions;
    this.options = options;
    this.constraints = constraints;
    if (models.stream().distinct().count() < models.size()) {
      throw new UsageException("a model is given twice: " + String.join(" ", models));
    }
    modelOptions.checkUse(models);
    ImmutableList.Builder<SweepKey> keys = ImmutableList.builder();
    keys.add(new SweepKey(SweepKey.MODEL, ImmutableList.copyOf(models)));
    List<SweepKey> parsed = vary.stream().map(SweepKey::parse).toList();
    List<String> npus =
        parsed.stream()
            .filter(key -> key.name().equals(NPU))
            .findFirst()
            .map(key -> (List<String>) key.values())
            .orElse(List.of(chips.name()));
    List<Npu> bases = npus.stream().map(name -> chips.load(name, List.of()).npu()).toList();
    for (SweepKey key : parsed) {
      requireKnown(key.name(), bases);
      SweepKey named = named(key, bases);
      check(named, npus);
      keys.add(named);
    }
    this.grid = new Grid(keys.build());
    if (grid.keys().stream().noneMatch(key -> key.name().startsWith(DIM))) {
      for (String model : models) {
        // What cannot be read at all is no point's fault.
        Loaded each = load(model, modelOptions.extents());
        if (each.graph() == null) {
          throw new UsageException(each.failure());
        }
      }
    }
  }

  Grid grid() {
    return grid;
  }

  String title(Chip chip) {
    boolean several = grid.indexOf(NPU) >= 0;
    return String.join(", ", models) + (several ? "" : " on " + chip.npu().name());
  }

  /** A memory's name stands for its size. */
  private static SweepKey named(SweepKey key, List<Npu> bases) {
    boolean isMemory =
        bases.stream()
            .flatMap(npu -> npu.memories().stream())
            .anyMatch(memory -> memory.name().equals(key.name()));
    return isMemory ? key.named(key.name() + ".size") : key;
  }

  /** Keys of one word are few enough to be named; those of sections are the chip's to judge. */
  private static void requireKnown(String name, List<Npu> bases) {
    List<String> words = new ArrayList<>(SweepOptions.NAMES);
    words.addAll(List.of(NPU, DIM + "NAME", "name", "clock", "cores", "operating_point"));
    for (Npu npu : bases) {
      npu.memories().forEach(memory -> words.add(memory.name()));
    }
    if (name.indexOf('.') < 0 && !words.contains(name)) {
      throw new UsageException(
          "--vary: key "
              + name
              + " unknown"
              + NearestName.of(name, words).map(near -> "; did you mean " + near + "?").orElse("")
              + "; allowed: "
              + String.join(", ", words.stream().distinct().toList())
              + ", or a key of a section such as array.rows or dram.bandwidth");
    }
  }

  private static boolean isOption(String name) {
    return SweepOptions.NAMES.contains(name) || name.equals(NPU) || name.startsWith(DIM);
  }

  private void check(SweepKey key, List<String> npus) {
    if (key.name().equals(NPU) || key.name().startsWith(DIM)) {
      return;
    }
    if (SweepOptions.NAMES.contains(key.name())) {
      key.values().forEach(value -> SweepOptions.with(options, key.name(), value));
      return;
    }
    int count = key.values().size();
    for (int i = 0; i < count; i += i + 1 < count && count > MOST_CHECKED ? count - 1 : 1) {
      check(key.name(), key.values().get(i), npus);
    }
  }

  /** A value is fine if one of the chips can have it. */
  private void check(String key, String value, List<String> npus) {
    HardwareException failure = null;
    for (String npu : npus) {
      try {
        chips.load(npu, List.of(key + "=" + value));
        return;
      } catch (HardwareException e) {
        failure = e;
      }
    }
    if (failure != null) {
      String message = String.valueOf(failure.getMessage());
      throw new UsageException(message.replaceFirst("^--set ", "--vary "), failure);
    }
  }

  /** What a command line says for each value of each key. */
  ImmutableList<ImmutableList<String>> words() {
    ImmutableList.Builder<ImmutableList<String>> words = ImmutableList.builder();
    for (SweepKey key : grid.keys()) {
      boolean isSaid = key.name().equals(SweepKey.MODEL) && models.size() == 1;
      words.add(
          key.values().stream()
              .map(value -> isSaid ? "" : words(key.name(), value))
              .collect(ImmutableList.toImmutableList()));
    }
    return words.build();
  }

  private static String words(String key, String value) {
    CommandText text = new CommandText();
    if (key.equals(SweepKey.MODEL)) {
      text = new CommandText(value);
    } else if (key.startsWith(DIM)) {
      text.add("--dim", key.substring(DIM.length()) + "=" + value);
    } else if (isOption(key)) {
      text.add("--" + key, value);
    } else {
      text.add("--set", key + "=" + value);
    }
    return text.toString();
  }

  /** A point's input, or why it has none. */
  Prepared prepare(SweepPoint point) {
    String npu = chips.name();
    String model = models.get(0);
    Options asked = options;
    List<String> settings = new ArrayList<>();
    Map<String, String> extents = new LinkedHashMap<>(modelOptions.extents());
    for (int i = 0; i < grid.keys().size(); i++) {
      String key = grid.keys().get(i).name();
      String value = grid.value(point, i);
      if (key.equals(SweepKey.MODEL)) {
        model = value;
      } else if (key.equals(NPU)) {
        npu = value;
      } else if (key.startsWith(DIM)) {
        extents.put(key.substring(DIM.length()), value);
      } else if (SweepOptions.NAMES.contains(key)) {
        asked = SweepOptions.with(asked, key, value);
      } else {
        settings.add(key + "=" + value);
      }
    }
    try {
      Npu chip = chips.load(npu, settings).npu();
      Prepared excluded = excluded(chip);
      if (excluded != null) {
        return excluded;
      }
      Loaded workload = load(model, extents);
      return workload.graph() == null
          ? invalid(workload.failure())
          : new Prepared.Input(new PointInput(workload.graph(), workload.hash(), chip, asked));
    } catch (HardwareException e) {
      return invalid(String.valueOf(e.getMessage()));
    }
  }

  private static Prepared invalid(String reason) {
    return new Prepared.Known(Outcome.without(Outcome.Status.INVALID, reason));
  }

  /** Some figures are known before anything is run. */
  private @Nullable Prepared excluded(Npu chip) {
    for (Constraint limit : constraints) {
      OptionalDouble value = limit.metric().of(chip);
      if (value.isPresent() && !limit.isMet(value.getAsDouble())) {
        return new Prepared.Known(
            Outcome.without(
                Outcome.Status.EXCLUDED,
                "not "
                    + limit.text()
                    + ": "
                    + Figures.text(limit.metric(), value.getAsDouble())
                    + "; not simulated"));
      }
    }
    return null;
  }

  private Loaded load(String model, Map<String, String> extents) {
    return loaded.computeIfAbsent(model + " " + extents, key -> read(model, extents));
  }

  private Loaded read(String model, Map<String, String> extents) {
    try {
      Graph graph = modelOptions.load(model, extents).graph();
      String text = GraphJson.write(graph).toString();
      return new Loaded(graph, Hashing.sha256().hashString(text, UTF_8).toString(), "");
    } catch (WorkloadException | IrException e) {
      return new Loaded(null, "", String.valueOf(e.getMessage()));
    }
  }
}
