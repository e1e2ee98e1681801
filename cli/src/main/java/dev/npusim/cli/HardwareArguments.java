package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Architectures;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** What a layer is mapped to: a chip, or a hierarchy of memories of one's own. */
final class HardwareArguments {
  static final String EDGE3 = "edge3";

  /** Keys that architectures have and chips have not. */
  private static final Pattern ARCHITECTURE =
      Pattern.compile("(?m)^\\{?\\s*\"?(levels|axes|compute)\"?\\s*:");

  /** Nothing but blanks and comments. */
  private static final Pattern EMPTY = Pattern.compile("(\\s*(#.*)?(\\R|$))*\\s*");

  @Option(
      names = {"--npu", "--arch"},
      paramLabel = "HARDWARE",
      completionCandidates = Candidates.Hardware.class,
      description =
          "A preset (npusim list npus), a chip.yaml, "
              + EDGE3
              + ", or an architecture file (docs/map.md); default: "
              + ChipArguments.DEFAULT
              + ".")
  private @Nullable String npu;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description = "Changes a key of chip.yaml first, as in simulate; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /**
   * Hardware that was found.
   *
   * @param clockHz 0 without a clock
   * @param targets what a layer can be mapped to
   * @param chip the whole chip where it is one, with its vector unit
   * @param words whether all of its levels count words, so that widths make no difference
   */
  record Found(
      String source,
      double clockHz,
      Function<Layer, ImmutableList<Target>> targets,
      Optional<Npu> chip,
      boolean words,
      ImmutableList<String> notes) {}

  boolean given() {
    return npu != null || !settings.isEmpty();
  }

  Found load() {
    String name = npu == null ? ChipArguments.DEFAULT : npu;
    if (name.equals(EDGE3)) {
      return found(EDGE3, Architectures.edge3());
    }
    boolean preset = Npus.names().contains(name);
    if (!preset && !Files.isRegularFile(path(name))) {
      List<String> names = ImmutableList.<String>builder().addAll(Npus.names()).add(EDGE3).build();
      throw new UsageException(
          "--npu " + name + ": neither a preset nor a file" + NearestName.hint(name, names));
    }
    if (!preset) {
      String text = TextFile.read("--npu", name);
      if (EMPTY.matcher(text).matches()) {
        throw new UsageException(
            "--npu "
                + name
                + ": the file is empty; expected a chip (docs/chip-yaml.md) or an architecture"
                + " (docs/map.md)");
      }
      if (ARCHITECTURE.matcher(text).find()) {
        return found(name, ArchitectureYaml.read(name, text));
      }
    }
    Chip chip = Npus.load(name, settings);
    return new Found(
        chip.source(),
        chip.npu().clockHz(),
        layer -> Target.of(chip.npu(), layer),
        Optional.of(chip.npu()),
        false,
        ImmutableList.of(
            "Hardware values nobody gave: "
                + String.join(", ", Facts.of(chip, npu == null).defaulted())));
  }

  private static Path path(String name) {
    try {
      return Path.of(name);
    } catch (java.nio.file.InvalidPathException e) {
      throw new UsageException("--npu " + name + ": neither a preset nor a path", e);
    }
  }

  private Found found(String source, Architecture architecture) {
    if (!settings.isEmpty()) {
      throw new UsageException(
          "--set changes chips; " + source + " is an architecture: change its file instead");
    }
    return new Found(
        source,
        0,
        layer -> Target.of(architecture),
        Optional.empty(),
        architecture.levels().stream().allMatch(l -> l.unit() == MemoryLevel.Unit.WORDS),
        ImmutableList.of());
  }

  void describe(CommandText text) {
    text.add("--npu", npu == null ? ChipArguments.DEFAULT : npu);
    settings.forEach(setting -> text.add("--set", setting));
  }
}
