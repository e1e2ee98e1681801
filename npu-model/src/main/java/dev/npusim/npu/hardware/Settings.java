package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Applies {@code KEY=VALUE} settings to a description before it is bound. */
final class Settings {
  private Settings() {}

  /**
   * @throws HardwareException for a setting that is malformed, unknown or given twice
   */
  static YamlNode apply(YamlNode root, List<String> settings) {
    Set<String> seen = new HashSet<>();
    YamlNode result = root;
    for (String setting : settings) {
      int equals = setting.indexOf('=');
      Place place = Place.option(setting);
      if (equals <= 0) {
        throw place.error("expected KEY=VALUE, such as sram.size=8MiB");
      }
      String key = setting.substring(0, equals).strip();
      if (!seen.add(key)) {
        throw place.error("key " + Quote.of(key) + ": set twice");
      }
      // Settings of a description that is no mapping: the binder says what is wrong with it.
      if (result instanceof YamlNode.Mapping mapping) {
        result = apply(mapping, key, setting.substring(equals + 1).strip(), place);
      }
    }
    return result;
  }

  private static YamlNode.Mapping apply(
      YamlNode.Mapping root, String key, String value, Place place) {
    ImmutableList<String> allowed = Keys.settable(memories(root));
    if (!allowed.contains(key)) {
      throw place.error(unknown(key, allowed));
    }
    if (value.isEmpty()) {
      throw place.error("key \"" + key + "\": needs a value");
    }
    List<String> path = new ArrayList<>(List.of(key.split("\\.", -1)));
    YamlNode.Entry entry = new YamlNode.Entry(place, YamlReader.option(place, value));
    if (path.size() > 1 && !Keys.CHIP.contains(path.get(0))) {
      return setMemory(root, path.get(0), path.get(1), entry);
    }
    return set(root, path, entry);
  }

  /** Names the keys of the section that was meant, or all. */
  private static String unknown(String key, ImmutableList<String> allowed) {
    int dot = key.lastIndexOf('.');
    String section = (dot < 0 ? key : key.substring(0, dot)) + ".";
    List<String> near = allowed.stream().filter(name -> name.startsWith(section)).toList();
    return Section.unknown(key, near.isEmpty() ? allowed : near);
  }

  private static YamlNode.Mapping set(
      YamlNode.Mapping mapping, List<String> path, YamlNode.Entry value) {
    String key = path.get(0);
    if (path.size() == 1) {
      return mapping.with(key, value);
    }
    YamlNode.Entry old = mapping.entries().get(key);
    if (old != null && !(old.value() instanceof YamlNode.Mapping)) {
      return mapping; // the binder reports the section that is none
    }
    YamlNode.Entry inside =
        old == null
            ? new YamlNode.Entry(
                value.keyPlace(), new YamlNode.Mapping(value.keyPlace(), ImmutableMap.of()))
            : old;
    YamlNode.Mapping changed =
        set((YamlNode.Mapping) inside.value(), path.subList(1, path.size()), value);
    return mapping.with(key, new YamlNode.Entry(inside.keyPlace(), changed));
  }

  private static YamlNode.Mapping setMemory(
      YamlNode.Mapping root, String memory, String key, YamlNode.Entry value) {
    YamlNode.Entry memories = root.entries().get("memories");
    if (memories == null || !(memories.value() instanceof YamlNode.Sequence sequence)) {
      return root;
    }
    ImmutableList.Builder<YamlNode> items = ImmutableList.builder();
    for (YamlNode item : sequence.items()) {
      items.add(
          item instanceof YamlNode.Mapping mapping && memory.equals(name(item))
              ? mapping.with(key, value)
              : item);
    }
    return root.with(
        "memories",
        new YamlNode.Entry(
            memories.keyPlace(), new YamlNode.Sequence(sequence.place(), items.build())));
  }

  private static ImmutableList<String> memories(YamlNode.Mapping root) {
    YamlNode.Entry memories = root.entries().get("memories");
    if (memories == null || !(memories.value() instanceof YamlNode.Sequence sequence)) {
      return ImmutableList.of();
    }
    return sequence.items().stream()
        .map(Settings::name)
        .filter(name -> !name.isEmpty())
        .distinct()
        .collect(ImmutableList.toImmutableList());
  }

  private static String name(YamlNode item) {
    if (item instanceof YamlNode.Mapping mapping) {
      YamlNode.Entry name = mapping.entries().get("name");
      if (name != null && name.value() instanceof YamlNode.Scalar scalar) {
        return scalar.text();
      }
    }
    return "";
  }
}
