package dev.npusim.ir.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.IrException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Small records as JSON objects, one member per component: numbers, flags, enumerations in lower
 * case, lists and nested records. Because the IR's operations are records of just these, a new
 * operation needs no code here.
 */
final class RecordJson {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private RecordJson() {}

  static ObjectNode write(Record value) {
    ObjectNode object = JSON.objectNode();
    for (RecordComponent component : value.getClass().getRecordComponents()) {
      object.set(component.getName(), writeAny(get(component, value)));
    }
    return object;
  }

  private static Object get(RecordComponent component, Record value) {
    try {
      return component.getAccessor().invoke(value);
    } catch (IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot read " + component + " of a public record", e);
    }
  }

  private static JsonNode writeAny(Object value) {
    if (value instanceof Integer || value instanceof Long) {
      return JSON.numberNode(((Number) value).longValue());
    }
    if (value instanceof Double number) {
      // JSON has no infinities.
      return Double.isInfinite(number)
          ? JSON.textNode(number > 0 ? "inf" : "-inf")
          : JSON.numberNode(number);
    }
    if (value instanceof String text) {
      return JSON.textNode(text);
    }
    if (value instanceof Boolean flag) {
      return JSON.booleanNode(flag);
    }
    if (value instanceof Enum<?> constant) {
      return JSON.textNode(lower(constant));
    }
    if (value instanceof ImmutableLongArray numbers) {
      ArrayNode array = JSON.arrayNode();
      numbers.forEach(array::add);
      return array;
    }
    if (value instanceof List<?> list) {
      ArrayNode array = JSON.arrayNode();
      list.forEach(element -> array.add(writeAny(element)));
      return array;
    }
    return write((Record) value);
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /**
   * @throws IrException where a member is missing, unknown or not of the component's type, or the
   *     record rejects it
   */
  static <T extends Record> T read(Class<T> type, JsonNode json, String where) {
    RecordComponent[] components = type.getRecordComponents();
    JsonFields fields =
        new JsonFields(
            json, where, Arrays.stream(components).map(RecordComponent::getName).toList());
    Object[] arguments = new Object[components.length];
    Class<?>[] types = new Class<?>[components.length];
    for (int i = 0; i < components.length; i++) {
      types[i] = components[i].getType();
      String name = components[i].getName();
      arguments[i] = readAny(types[i], fields.required(name), where + "." + name);
    }
    try {
      return type.getDeclaredConstructor(types).newInstance(arguments);
    } catch (InvocationTargetException e) {
      throw new IrException(where + ": " + e.getTargetException().getMessage(), e);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("cannot build the public record " + type, e);
    }
  }

  private static Object readAny(Class<?> type, JsonNode json, String where) {
    if (type == int.class) {
      require(json.isIntegralNumber() && json.canConvertToInt(), where, "an int", json);
      return json.intValue();
    }
    if (type == long.class) {
      require(json.isIntegralNumber() && json.canConvertToLong(), where, "a whole number", json);
      return json.longValue();
    }
    if (type == double.class) {
      if (json.isTextual() && json.textValue().matches("-?inf")) {
        return json.textValue().startsWith("-")
            ? Double.NEGATIVE_INFINITY
            : Double.POSITIVE_INFINITY;
      }
      require(json.isNumber(), where, "a number", json);
      return json.doubleValue();
    }
    if (type == String.class) {
      require(json.isTextual(), where, "a text", json);
      return json.textValue();
    }
    if (type == boolean.class) {
      require(json.isBoolean(), where, "true or false", json);
      return json.booleanValue();
    }
    if (type.isEnum()) {
      return readEnum(type, json, where);
    }
    if (type == ImmutableLongArray.class) {
      require(json.isArray(), where, "a list", json);
      ImmutableLongArray.Builder numbers = ImmutableLongArray.builder();
      for (JsonNode element : json) {
        numbers.add((Long) readAny(long.class, element, where));
      }
      return numbers.build();
    }
    if (type == ImmutableList.class) {
      require(json.isArray(), where, "a list", json);
      ImmutableList.Builder<Integer> numbers = ImmutableList.builder();
      for (JsonNode element : json) {
        numbers.add((Integer) readAny(int.class, element, where));
      }
      return numbers.build();
    }
    return read(type.asSubclass(Record.class), json, where);
  }

  static Object readEnum(Class<?> type, JsonNode json, String where) {
    List<String> names =
        Arrays.stream(type.getEnumConstants()).map(constant -> lower((Enum<?>) constant)).toList();
    int index = json.isTextual() ? names.indexOf(json.textValue()) : -1;
    if (index < 0) {
      throw JsonFields.unknown(where, json.asText(), names);
    }
    return type.getEnumConstants()[index];
  }

  private static void require(boolean condition, String where, String expected, JsonNode found) {
    if (!condition) {
      throw new IrException(where + ": expected " + expected + ", found " + found);
    }
  }
}
