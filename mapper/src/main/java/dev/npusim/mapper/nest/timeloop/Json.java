package dev.npusim.mapper.nest.timeloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import dev.npusim.mapper.nest.MappingException;
import java.util.List;
import java.util.Map;

/** Access to a JSON tree whose errors name the path. */
final class Json {
  private Json() {}

  static JsonNode required(JsonNode node, String key, String where) {
    JsonNode value = node.get(key);
    if (value == null || value.isNull()) {
      throw new MappingException(where + ": key " + key + " is missing");
    }
    return value;
  }

  static String text(JsonNode node, String key, String where) {
    JsonNode value = required(node, key, where);
    if (!value.isTextual()) {
      throw new MappingException(where + "." + key + ": " + value + "; expected a text");
    }
    return value.textValue();
  }

  static long whole(JsonNode node, String key, String where) {
    JsonNode value = required(node, key, where);
    if (!value.isNumber() || value.longValue() != value.doubleValue()) {
      throw new MappingException(where + "." + key + ": " + value + "; expected a whole number");
    }
    return value.longValue();
  }

  static long whole(JsonNode node, String key, long absent, String where) {
    return node.has(key) ? whole(node, key, where) : absent;
  }

  static double number(JsonNode node, String key, String where) {
    JsonNode value = required(node, key, where);
    if (!value.isNumber()) {
      throw new MappingException(where + "." + key + ": " + value + "; expected a number");
    }
    return value.doubleValue();
  }

  static double number(JsonNode node, String key, double absent, String where) {
    return node.has(key) ? number(node, key, where) : absent;
  }

  static List<String> texts(JsonNode array) {
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    array.forEach(item -> texts.add(item.asText()));
    return texts.build();
  }

  static void known(JsonNode object, List<String> allowed, String where) {
    for (Map.Entry<String, JsonNode> property : object.properties()) {
      if (!allowed.contains(property.getKey())) {
        throw new MappingException(
            where
                + ": unknown key "
                + property.getKey()
                + NearestName.hint(property.getKey(), allowed));
      }
    }
  }

  static void is(JsonNode node, String key, double value, String where) {
    if (number(node, key, value, where) != value) {
      throw new MappingException(
          where + "." + key + ": " + node.get(key) + "; only " + value + " is supported");
    }
  }
}
