package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.ir.NearestName;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * A mapping with a fixed set of keys, read key by key. Every error names the place and the key;
 * every default goes on record.
 */
final class Section {
  private final String path;
  private final YamlNode.Mapping mapping;
  private final Record record;

  private Section(String path, YamlNode.Mapping mapping, Record record) {
    this.path = path;
    this.mapping = mapping;
    this.record = record;
  }

  /** Collects what was not given while sections are read. */
  record Record(boolean hasSettings, ImmutableList.Builder<Default> defaults, Set<String> notes) {
    Record(boolean hasSettings) {
      this(hasSettings, ImmutableList.builder(), new LinkedHashSet<>());
    }
  }

  /**
   * @param path keys that lead here, with dots; empty for the whole description
   * @throws HardwareException unless {@code node} is a mapping with keys among {@code allowed}
   */
  static Section of(String path, YamlNode node, List<String> allowed, Record record) {
    if (!(node instanceof YamlNode.Mapping mapping)) {
      throw node.place()
          .error(
              (path.isEmpty() ? "" : "key \"" + path + "\": ")
                  + node.what()
                  + ": expected a section with "
                  + String.join(", ", allowed));
    }
    for (ImmutableMap.Entry<String, YamlNode.Entry> entry : mapping.entries().entrySet()) {
      if (!allowed.contains(entry.getKey())) {
        throw entry.getValue().keyPlace().error(unknown(entry.getKey(), allowed));
      }
    }
    return new Section(path, mapping, record);
  }

  static String unknown(String key, List<String> allowed) {
    return "key "
        + Quote.of(key)
        + ": unknown; "
        + NearestName.of(key, allowed).map(name -> "did you mean \"" + name + "\"? ").orElse("")
        + "allowed here: "
        + String.join(", ", allowed);
  }

  boolean has(String key) {
    return mapping.entries().containsKey(key);
  }

  /** Whether {@code key} was given with {@code --set}. */
  boolean isSet(String key) {
    return entry(key).map(entry -> entry.keyPlace().setting()).orElse(false);
  }

  /** The keys of this section in the order in which they were written. */
  ImmutableList<String> keys() {
    return mapping.entries().keySet().asList();
  }

  <T> T required(String key, Kind<T> kind) {
    return optional(key, kind).orElseThrow(() -> missing(key));
  }

  <T> T orDefault(String key, Kind<T> kind, T value, String reason) {
    return optional(key, kind)
        .orElseGet(
            () -> {
              assume(key, kind.format(value), reason);
              return value;
            });
  }

  <T> Optional<T> optional(String key, Kind<T> kind) {
    return entry(key).map(entry -> value(path(key), entry.value(), kind));
  }

  static <T> T value(String path, YamlNode node, Kind<T> kind) {
    try {
      if (node instanceof YamlNode.Scalar scalar) {
        return kind.parse(scalar.text());
      }
      // Lets the kind say what it expects.
      throw new InvalidValueException(node.what() + ": expected a single value");
    } catch (InvalidValueException e) {
      throw node.place().error("key \"" + path + "\": " + e.message());
    }
  }

  /** A section inside; an empty one at the same place when it is absent. */
  Section section(String key, List<String> allowed) {
    YamlNode node =
        entry(key)
            .map(YamlNode.Entry::value)
            .orElse(new YamlNode.Mapping(mapping.place(), ImmutableMap.of()));
    return of(path(key), node, allowed, record);
  }

  /** The value of a key in whatever form it was written. */
  Optional<YamlNode> node(String key) {
    return entry(key).map(YamlNode.Entry::value);
  }

  /** The entries of a list; empty when the key is absent. */
  ImmutableList<YamlNode> items(String key, String expected) {
    YamlNode node = node(key).orElseThrow(() -> missing(key));
    if (node instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    throw node.place()
        .error("key \"" + path(key) + "\": " + node.what() + ": expected " + expected);
  }

  /** Puts a default on record. */
  void assume(String key, String value, String reason) {
    record.defaults().add(new Default(path(key), value, reason));
  }

  void note(String note) {
    record.notes().add(note);
  }

  /** Says that settings do not change an energy which the description states with its origin. */
  void noteFrozen(String key) {
    if (record.hasSettings()) {
      note(
          key
              + " is stated in the description: --set of sizes, rates or process leaves it as it is");
    }
  }

  /** Where {@code key}'s value was written, or this section when it is absent. */
  Place place(String key) {
    return node(key).orElse(mapping).place();
  }

  String path(String key) {
    return path.isEmpty() ? key : path + "." + key;
  }

  /** An error at the value of {@code key}, or at this section when the key is absent. */
  HardwareException error(String key, String message) {
    return place(key).error("key \"" + path(key) + "\": " + message);
  }

  HardwareException missing(String key) {
    return mapping.place().error("key \"" + path(key) + "\": missing and has no default");
  }

  private Optional<YamlNode.Entry> entry(String key) {
    return Optional.ofNullable(mapping.entries().get(key));
  }
}
