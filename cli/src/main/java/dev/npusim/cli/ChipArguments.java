package dev.npusim.cli;

import dev.npusim.npu.hardware.Chip;
import dev.npusim.npu.hardware.Npus;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which chip, with which changes. */
final class ChipArguments {
  static final String DEFAULT = "edge-16tops";

  @Option(
      names = "--npu",
      paramLabel = "CHIP",
      completionCandidates = Candidates.Chips.class,
      description = "A preset (npusim list npus) or a chip.yaml (default: " + DEFAULT + ").")
  private @Nullable String npu;

  @Option(
      names = "--set",
      paramLabel = "KEY=VALUE",
      description =
          "Changes a key of chip.yaml, memories by name, such as sram.size=8MiB; may be repeated.")
  private List<String> settings = new ArrayList<>();

  /** Whether nobody chose it. */
  boolean isDefault() {
    return npu == null;
  }

  String name() {
    return npu == null ? DEFAULT : npu;
  }

  /** As given. */
  List<String> settings() {
    return List.copyOf(settings);
  }

  Chip load() {
    return Npus.load(name(), settings);
  }

  /**
   * Another chip, or the same with further changes.
   *
   * @param other a preset or file
   */
  Chip load(String other, List<String> changes) {
    List<String> all = new ArrayList<>(settings);
    all.addAll(changes);
    return Npus.load(other, all);
  }

  /** The changes alone. */
  void describeSettings(CommandText text) {
    settings.forEach(setting -> text.add("--set", setting));
  }

  void describe(CommandText text) {
    text.add("--npu", name());
    describeSettings(text);
  }
}
