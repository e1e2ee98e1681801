package dev.npusim.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableSet;
import com.google.common.collect.Sets;
import dev.npusim.ir.Excerpt;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/** Where two JSON documents differ, by the path of the field. */
final class JsonDifferences {
  private final ImmutableSet<String> ignored;
  private final List<String> lines = new ArrayList<>();
  private long compared;

  /**
   * @param ignored names of fields that are passed over wherever they occur
   */
  JsonDifferences(ImmutableSet<String> ignored) {
    this.ignored = ignored;
  }

  List<String> lines() {
    return lines;
  }

  /** How many numbers, words and the like were compared. */
  long compared() {
    return compared;
  }

  void compare(String path, JsonNode expected, JsonNode found) {
    if (expected.isObject() && found.isObject()) {
      Set<String> names = new LinkedHashSet<>();
      expected.fieldNames().forEachRemaining(names::add);
      Set<String> others = new LinkedHashSet<>();
      found.fieldNames().forEachRemaining(others::add);
      for (String name : Sets.union(names, others)) {
        if (!ignored.contains(name)) {
          compare(path + "." + name, expected.path(name), found.path(name));
        }
      }
    } else if (expected.isArray() && found.isArray()) {
      for (int i = 0; i < Math.max(expected.size(), found.size()); i++) {
        compare(path + "[" + i + "]", expected.path(i), found.path(i));
      }
    } else {
      compared++;
      if (!equal(expected, found)) {
        lines.add(path + " is " + text(found) + ", the replay gives " + text(expected));
      }
    }
  }

  private static boolean equal(JsonNode a, JsonNode b) {
    return (a.isNumber() && b.isNumber())
        ? a.decimalValue().compareTo(b.decimalValue()) == 0
        : a.equals(b);
  }

  private static String text(JsonNode node) {
    return node.isMissingNode()
        ? "absent"
        : node.isArray() ? "a list" : node.isObject() ? "an object" : Excerpt.of(node.toString());
  }
}
