package dev.npusim.cli;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.YamlNode;
import dev.npusim.npu.hardware.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** A {@code sweep.yaml}: every key of it stands for an option of {@code sweep}. */
final class SweepFile {
  private static final ImmutableList<String> KEYS =
      ImmutableList.of(
          "models",
          "npu",
          "set",
          "vary",
          "options",
          "constraints",
          "objectives",
          "budget",
          "sampling");

  private static final ImmutableList<String> OPTIONS =
      ImmutableList.of(
          "precision", "objective", "effort", "skips", "weights", "zeros", "seed", "dim");

  private final List<String> arguments = new ArrayList<>();

  private SweepFile() {}

  /** No model has such a name. */
  static boolean isOne(String name) {
    String lower = name.toLowerCase(Locale.ROOT);
    return lower.endsWith(".yaml") || lower.endsWith(".yml");
  }

  /**
   * The arguments that it stands for.
   *
   * @throws dev.npusim.npu.hardware.HardwareException with file, line and column
   */
  static List<String> arguments(String file) {
    YamlNode root = YamlReader.file(file, TextFile.read("sweep", file), "a sweep");
    SweepFile reader = new SweepFile();
    ImmutableMap<String, YamlNode.Entry> entries = section(root, "a sweep", KEYS);
    if (!entries.containsKey("models") || !entries.containsKey("vary")) {
      throw root.place().error("a sweep needs models and vary");
    }
    entries.forEach((key, entry) -> reader.add(key, entry.value()));
    return reader.arguments;
  }

  private void add(String key, YamlNode value) {
    switch (key) {
      case "models" -> arguments.addAll(texts(value));
      case "npu" -> option("--npu", text(value));
      case "set" ->
          pairs(value, "settings").forEach((name, text) -> option("--set", name + "=" + text));
      case "vary" ->
          pairs(value, "keys with values")
              .forEach((name, text) -> option("--vary", name + "=" + text));
      case "options" ->
          section(value, "options", OPTIONS)
              .forEach((name, entry) -> option("--" + name, joined(entry.value())));
      case "constraints" -> texts(value).forEach(text -> option("--constraint", text));
      case "objectives" -> option("--front", joined(value));
      default -> option("--" + key, text(value));
    }
  }

  private void option(String name, String value) {
    arguments.add(name);
    arguments.add(value);
  }

  private static ImmutableMap<String, YamlNode.Entry> section(
      YamlNode node, String what, List<String> allowed) {
    ImmutableMap<String, YamlNode.Entry> entries = mapping(node, what).entries();
    entries.forEach(
        (key, entry) -> {
          if (!allowed.contains(key)) {
            throw entry
                .keyPlace()
                .error("key \"" + key + "\" unknown" + NearestName.hint(key, allowed));
          }
        });
    return entries;
  }

  private static YamlNode.Mapping mapping(YamlNode node, String what) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw node.place().error(node.what() + ": expected " + what);
  }

  private static Map<String, String> pairs(YamlNode node, String what) {
    return mapping(node, what).entries().entrySet().stream()
        .collect(
            ImmutableMap.toImmutableMap(
                Map.Entry::getKey, each -> joined(each.getValue().value())));
  }

  private static String joined(YamlNode node) {
    return texts(node).stream().collect(Collectors.joining(","));
  }

  /** One value, or a list of them. */
  private static List<String> texts(YamlNode node) {
    return node instanceof YamlNode.Sequence sequence
        ? sequence.items().stream().map(SweepFile::text).toList()
        : List.of(text(node));
  }

  private static String text(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
      return scalar.text();
    }
    throw node.place().error(node.what() + ": expected a value");
  }
}
