package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads required fields of a JSON object; errors name the path. Unknown fields are allowed. */
final class JsonFields {
  private final JsonNode node;
  private final String path;

  JsonFields(JsonNode node, String path) {
    if (!node.isObject()) {
      throw new ResultException(path + ": expected an object, found " + kind(node));
    }
    this.node = node;
    this.path = path;
  }

  private JsonNode get(String name, boolean fits, String expected) {
    JsonNode field = node.get(name);
    if (field == null) {
      throw new ResultException(at(name) + ": missing, expected " + expected);
    }
    if (!fits) {
      throw new ResultException(
          at(name) + ": expected " + expected + ", found " + kind(field) + " " + field);
    }
    return field;
  }

  boolean has(String name) {
    return node.has(name);
  }

  /** Names of all fields, as written. */
  /** Whether a field is there and says that there is no such thing. */
  boolean isNull(String name) {
    return get(name, true, "an object or null").isNull();
  }

  ImmutableList<String> names() {
    return node.properties().stream()
        .map(Map.Entry::getKey)
        .collect(ImmutableList.toImmutableList());
  }

  long longAt(String name) {
    JsonNode field = node.path(name);
    return get(name, field.isIntegralNumber() && field.canConvertToLong(), "an integer")
        .longValue();
  }

  int intAt(String name) {
    JsonNode field = node.path(name);
    return get(name, field.isIntegralNumber() && field.canConvertToInt(), "an integer").intValue();
  }

  /** A number; null stands for one that does not exist. */
  double doubleAt(String name) {
    JsonNode field = node.path(name);
    JsonNode value = get(name, field.isNumber() || field.isNull(), "a number");
    return value.isNull() ? Double.NaN : value.doubleValue();
  }

  boolean booleanAt(String name) {
    return get(name, node.path(name).isBoolean(), "true or false").booleanValue();
  }

  String textAt(String name) {
    return get(name, node.path(name).isTextual(), "a string").textValue();
  }

  @Nullable String textOrNull(String name) {
    JsonNode field = node.path(name);
    JsonNode value = get(name, field.isTextual() || field.isNull(), "a string or null");
    return value.isNull() ? null : value.textValue();
  }

  <E extends Enum<E>> E enumAt(String name, Class<E> type) {
    String text = textAt(name);
    for (E constant : type.getEnumConstants()) {
      if (Json.lower(constant).equals(text)) {
        return constant;
      }
    }
    throw new ResultException(
        at(name)
            + ": \""
            + text
            + "\" is none of "
            + Arrays.toString(type.getEnumConstants()).toLowerCase(Locale.ROOT));
  }

  JsonFields child(String name) {
    return new JsonFields(get(name, true, "an object"), at(name));
  }

  ObjectNode objectAt(String name) {
    return (ObjectNode) child(name).node;
  }

  ImmutableList<String> textsAt(String name) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (JsonNode item : get(name, node.path(name).isArray(), "an array")) {
      if (!item.isTextual()) {
        throw new ResultException(at(name) + ": expected strings, found " + kind(item));
      }
      texts.add(item.textValue());
    }
    return texts.build();
  }

  ImmutableList<Long> longsAt(String name) {
    ImmutableList.Builder<Long> values = ImmutableList.builder();
    for (JsonNode item : get(name, node.path(name).isArray(), "an array")) {
      if (!item.isIntegralNumber() || !item.canConvertToLong()) {
        throw new ResultException(at(name) + ": expected integers, found " + kind(item));
      }
      values.add(item.longValue());
    }
    return values.build();
  }

  <T> ImmutableList<T> listAt(String name, Function<JsonFields, T> reader) {
    ImmutableList.Builder<T> list = ImmutableList.builder();
    int index = 0;
    for (JsonNode item : get(name, node.path(name).isArray(), "an array")) {
      list.add(reader.apply(new JsonFields(item, at(name) + "[" + index++ + "]")));
    }
    return list.build();
  }

  String at(String name) {
    return path.isEmpty() ? name : path + "." + name;
  }

  private static String kind(JsonNode node) {
    return node.getNodeType().name().toLowerCase(Locale.ROOT);
  }
}
