package dev.npusim.mapper.nest.text;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.npu.hardware.Place;
import dev.npusim.npu.hardware.YamlNode;
import java.util.List;
import java.util.Optional;
import java.util.function.DoublePredicate;
import java.util.function.Function;

/** A section of a file with a fixed set of keys; every error names its place. */
final class Fields {
  private final YamlNode.Mapping section;

  private Fields(YamlNode.Mapping section) {
    this.section = section;
  }

  static Fields of(YamlNode node, List<String> allowed) {
    if (!(node instanceof YamlNode.Mapping section)) {
      throw error(
          node.place(), node.what() + ": expected a section with " + String.join(", ", allowed));
    }
    section
        .entries()
        .forEach(
            (key, entry) -> {
              if (!allowed.contains(key)) {
                throw error(
                    entry.keyPlace(), "unknown key " + key + NearestName.hint(key, allowed));
              }
            });
    return new Fields(section);
  }

  static MappingException error(Place place, String message) {
    return new PlacedException(place.text() + ": " + message);
  }

  /** An error whose message begins with its place. */
  private static final class PlacedException extends MappingException {
    private static final long serialVersionUID = 1L;

    PlacedException(String message) {
      super(message);
    }
  }

  Place place() {
    return section.place();
  }

  boolean has(String key) {
    return section.entries().containsKey(key);
  }

  Optional<YamlNode> node(String key) {
    return Optional.ofNullable(section.entries().get(key)).map(YamlNode.Entry::value);
  }

  YamlNode required(String key) {
    return node(key).orElseThrow(() -> error(place(), "key " + key + " is missing"));
  }

  String text(String key) {
    return text(required(key));
  }

  static String text(YamlNode node) {
    if (node instanceof YamlNode.Scalar scalar && !scalar.text().isEmpty()) {
      return scalar.text();
    }
    throw error(node.place(), node.what() + ": expected a single value");
  }

  /** A number that is not negative. */
  double number(String key, double absent) {
    return node(key).map(node -> number(key, node)).orElse(absent);
  }

  /** A number above zero. */
  double positive(String key, double absent) {
    return node(key).map(node -> number(key, node, "above 0", value -> value > 0)).orElse(absent);
  }

  /** A number that is not negative. */
  static double number(String key, YamlNode node) {
    return number(key, node, "of at least 0", value -> value >= 0);
  }

  private static double number(
      String key, YamlNode node, String allowed, DoublePredicate isAllowed) {
    try {
      double value = Double.parseDouble(text(node));
      if (isAllowed.test(value) && Double.isFinite(value)) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the text.
    }
    throw error(node.place(), key + " " + node.what() + ": expected a number " + allowed);
  }

  static long whole(String key, YamlNode node) {
    try {
      long value = Long.parseLong(text(node));
      if (value >= 1) {
        return value;
      }
    } catch (NumberFormatException e) {
      // Told below, with the text.
    }
    throw error(node.place(), key + " " + node.what() + ": expected a whole number, at least 1");
  }

  boolean flag(String key, boolean absent) {
    return oneOf(key, List.of("true", "false")).map(text -> text.equals("true")).orElse(absent);
  }

  Optional<String> oneOf(String key, List<String> allowed) {
    return node(key).map(node -> oneOf(key, node, allowed));
  }

  /**
   * @param what stands there, for the message
   */
  static String oneOf(String what, YamlNode node, List<String> allowed) {
    String text = text(node);
    if (!allowed.contains(text)) {
      throw error(
          node.place(), "there is no " + what + " " + text + NearestName.hint(text, allowed));
    }
    return text;
  }

  ImmutableList<YamlNode> items(String key) {
    return node(key).map(Fields::items).orElse(ImmutableList.of());
  }

  static ImmutableList<YamlNode> items(YamlNode node) {
    if (node instanceof YamlNode.Sequence sequence) {
      return sequence.items();
    }
    throw error(node.place(), node.what() + ": expected a list");
  }

  /** Runs a maker of values that checks them itself; errors that have none get this place. */
  static <T> T at(Place place, Function<Place, T> maker) {
    try {
      return maker.apply(place);
    } catch (PlacedException e) {
      throw e;
    } catch (MappingException e) {
      throw error(place, String.valueOf(e.getMessage()));
    }
  }
}
