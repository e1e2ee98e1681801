package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;

/** The part of YAML a chip description needs, every piece with its place. */
public sealed interface YamlNode {
  Place place();

  /** What it is, for error messages. */
  String what();

  /** A single value; its text, without quotes. */
  record Scalar(Place place, String text) implements YamlNode {
    @Override
    public String what() {
      return text.isEmpty() ? "nothing" : Quote.of(text);
    }
  }

  /** {@code [a, b]} */
  record Sequence(Place place, ImmutableList<YamlNode> items) implements YamlNode {
    @Override
    public String what() {
      return "a list";
    }
  }

  /** {@code {key: value}} */
  record Mapping(Place place, ImmutableMap<String, Entry> entries) implements YamlNode {
    @Override
    public String what() {
      return "a section";
    }

    /**
     * This mapping with {@code key} set to {@code value}, replaced in place or added at the end.
     */
    Mapping with(String key, Entry value) {
      ImmutableMap.Builder<String, Entry> changed = ImmutableMap.builder();
      changed.putAll(entries);
      changed.put(key, value);
      return new Mapping(place, changed.buildKeepingLast());
    }
  }

  /** A value with the place of its key. */
  record Entry(Place keyPlace, YamlNode value) {}
}
