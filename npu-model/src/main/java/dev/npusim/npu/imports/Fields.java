package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.YamlNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** A section of another tool's file, read key by key; what nobody asked for is left over. */
final class Fields {
  private final String path;
  private final YamlNode.Mapping mapping;
  private final boolean ignoreCase;
  private final Map<String, String> unread = new LinkedHashMap<>();
  private final List<String> asked = new ArrayList<>();

  private Fields(String path, YamlNode.Mapping mapping, boolean ignoreCase) {
    this.path = path;
    this.mapping = mapping;
    this.ignoreCase = ignoreCase;
    mapping.entries().keySet().forEach(key -> unread.put(spelling(key), key));
  }

  /** A section whose keys are spelled one way. */
  static Fields of(String path, YamlNode node) {
    return new Fields(path, mapping(path, node), false);
  }

  /** A section of an INI file, whose keys may be spelled in any case. */
  static Fields ini(String path, YamlNode node) {
    return new Fields(path, mapping(path, node), true);
  }

  private static YamlNode.Mapping mapping(String path, YamlNode node) {
    if (node instanceof YamlNode.Mapping mapping) {
      return mapping;
    }
    throw node.place().error(path + ": " + node.what() + ": expected a section");
  }

  Place place() {
    return mapping.place();
  }

  String path() {
    return path;
  }

  /** The entry of the first of {@code keys} that is there. */
  Optional<YamlNode.Entry> entry(String... keys) {
    asked.addAll(List.of(keys));
    for (String key : keys) {
      String written = unread.remove(spelling(key));
      if (written != null) {
        return Optional.ofNullable(mapping.entries().get(written));
      }
    }
    return Optional.empty();
  }

  /** The single value of the first of {@code keys} that is there; nothing if it is empty. */
  Optional<Value> value(String... keys) {
    for (String key : keys) {
      String written = unread.get(spelling(key));
      Optional<YamlNode.Entry> entry = entry(key);
      if (entry.isPresent()) {
        return Optional.of(scalar(String.valueOf(written), entry.get().value()));
      }
    }
    return Optional.empty();
  }

  /**
   * @throws HardwareException if none of {@code keys} is there
   */
  Value required(String... keys) {
    return value(keys).orElseThrow(() -> missing(keys));
  }

  /** A required value that stays to be read. */
  Value peek(String key) {
    return peeked(key).orElseThrow(() -> missing(key));
  }

  /** What stands at a key, whether or not it was read before. */
  Optional<YamlNode> peekedNode(String key) {
    return Optional.ofNullable(mapping.entries().get(key)).map(YamlNode.Entry::value);
  }

  /** A value whether or not it was read before. */
  Optional<Value> peeked(String key) {
    return mapping.entries().entrySet().stream()
        .filter(entry -> spelling(entry.getKey()).equals(spelling(key)))
        .findFirst()
        .map(entry -> scalar(entry.getKey(), entry.getValue().value()));
  }

  HardwareException missing(String... keys) {
    return mapping
        .place()
        .error(
            path
                + ": no "
                + String.join(" or ", keys)
                + NearestName.of(keys[0], unread.values())
                    .map(key -> "; it has " + Excerpt.quoted(key))
                    .orElse(""));
  }

  /** A section inside. */
  Optional<Fields> section(String key) {
    return entry(key).map(entry -> new Fields(inner(key), mapping(key, entry.value()), ignoreCase));
  }

  /** The values of a list; empty when the key is absent. */
  ImmutableList<Value> list(String key) {
    Optional<YamlNode.Entry> entry = entry(key);
    if (entry.isEmpty()) {
      return ImmutableList.of();
    }
    return items(key, entry.get().value()).stream()
        .map(item -> scalar(key, item))
        .collect(ImmutableList.toImmutableList());
  }

  static ImmutableList<YamlNode> items(String key, YamlNode node) {
    if (node instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    throw node.place()
        .error("key " + Excerpt.quoted(key) + ": " + node.what() + ": expected a list");
  }

  /** The entries not asked for so far. */
  ImmutableMap<String, YamlNode.Entry> rest() {
    ImmutableMap.Builder<String, YamlNode.Entry> rest = ImmutableMap.builder();
    mapping
        .entries()
        .forEach(
            (key, entry) -> {
              if (unread.containsKey(spelling(key))) {
                rest.put(key, entry);
              }
            });
    return rest.buildOrThrow();
  }

  /**
   * Lists those of {@code keys} that are there as understood, but without a place in chip.yaml: in
   * one line, with the place of the first.
   */
  void inexpressible(Draft draft, String reason, String... keys) {
    List<String> found = new ArrayList<>();
    Place first = null;
    for (String key : keys) {
      String written = unread.get(spelling(key));
      Optional<YamlNode.Entry> entry = entry(key);
      if (entry.isPresent()) {
        first = first == null ? entry.get().keyPlace() : first;
        found.add(written + shown(entry.get().value()));
      }
    }
    if (first != null) {
      draft.inexpressible(first, String.join(", ", found) + ": " + reason);
    }
  }

  /** Lists everything not asked for. */
  void finish(Draft draft) {
    rest()
        .forEach(
            (key, entry) ->
                draft.notUnderstood(
                    entry.keyPlace(),
                    path
                        + ": key "
                        + Excerpt.quoted(key)
                        + shown(entry.value())
                        + NearestName.of(key, asked)
                            .map(near -> "; did you mean " + near + "?")
                            .orElse("")));
  }

  static Value scalar(String key, YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar) {
      return new Value(key, scalar.text().strip(), scalar.place());
    }
    throw node.place()
        .error("key " + Excerpt.quoted(key) + ": " + node.what() + ": expected a single value");
  }

  private static String shown(YamlNode node) {
    return node instanceof YamlNode.Scalar scalar ? " = " + Excerpt.of(scalar.text()) : "";
  }

  private String inner(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  private String spelling(String key) {
    return ignoreCase ? key.toLowerCase(Locale.ROOT) : key;
  }
}
