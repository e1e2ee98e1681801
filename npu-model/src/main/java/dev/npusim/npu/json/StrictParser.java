package dev.npusim.npu.json;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.JsonNode;
import dev.npusim.ir.Excerpt;
import java.io.IOException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Takes exactly the tokens it is asked for; anything else ends with the place and what it is. */
final class StrictParser {
  private final JsonParser json;
  private final String name;
  private final Map<Class<?>, Map<String, Enum<?>>> enums = new HashMap<>();

  /** The field being read, for messages. */
  private String field = "";

  StrictParser(JsonParser json, String name) {
    this.json = json;
    this.name = name;
  }

  void beginObject() throws IOException {
    expect(JsonToken.START_OBJECT, "an object");
  }

  void endObject() throws IOException {
    expect(JsonToken.END_OBJECT, "the end of the object");
  }

  void endDocument() throws IOException {
    JsonToken token = json.nextToken();
    if (token != null) {
      throw expected("the end of the file", token);
    }
  }

  void field(String expected) throws IOException {
    JsonToken token = json.nextToken();
    if (token != JsonToken.FIELD_NAME || !json.currentName().equals(expected)) {
      throw expected("field \"" + expected + "\"", token);
    }
    field = expected;
  }

  void beginArray() throws IOException {
    expect(JsonToken.START_ARRAY, "an array");
  }

  void endArray() throws IOException {
    expect(JsonToken.END_ARRAY, "the end of the array");
  }

  /** True when another array begins, false when the surrounding one ends. */
  boolean nextArray() throws IOException {
    JsonToken token = json.nextToken();
    if (token != JsonToken.START_ARRAY && token != JsonToken.END_ARRAY) {
      throw expected("an array or the end of one", token);
    }
    return token == JsonToken.START_ARRAY;
  }

  /** True when a number or string comes next (and is then current), false at the array's end. */
  boolean nextElement() throws IOException {
    JsonToken token = json.nextToken();
    if (token == null || !(token.isScalarValue() || token == JsonToken.END_ARRAY)) {
      throw expected("a value or the end of the array", token);
    }
    return token != JsonToken.END_ARRAY;
  }

  int nextInt() throws IOException {
    json.nextToken();
    return currentInt();
  }

  int currentInt() throws IOException {
    long value = currentLong();
    if (value != (int) value) {
      throw wrong(value + " is out of range");
    }
    return (int) value;
  }

  long nextLong() throws IOException {
    json.nextToken();
    return currentLong();
  }

  long currentLong() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_NUMBER_INT) {
      throw expected("a whole number", json.currentToken());
    }
    return json.getLongValue();
  }

  double nextDouble() throws IOException {
    JsonToken token = json.nextToken();
    if (token != JsonToken.VALUE_NUMBER_FLOAT && token != JsonToken.VALUE_NUMBER_INT) {
      throw expected("a number", token);
    }
    return json.getDoubleValue();
  }

  boolean nextBoolean() throws IOException {
    long value = nextLong();
    if (value != 0 && value != 1) {
      throw wrong("expected 0 or 1, found " + value);
    }
    return value == 1;
  }

  String nextString() throws IOException {
    json.nextToken();
    return currentString();
  }

  String currentString() throws IOException {
    if (json.currentToken() != JsonToken.VALUE_STRING) {
      throw expected("a string", json.currentToken());
    }
    return json.getText();
  }

  <E extends Enum<E>> E nextEnum(Class<E> type) throws IOException {
    json.nextToken();
    return currentEnum(type);
  }

  <E extends Enum<E>> E currentEnum(Class<E> type) throws IOException {
    Map<String, Enum<?>> names = enums.computeIfAbsent(type, StrictParser::names);
    String text = currentString();
    Enum<?> constant = names.get(text);
    if (constant == null) {
      throw wrong(Excerpt.quoted(text) + " is none of " + names.keySet());
    }
    return type.cast(constant);
  }

  private static Map<String, Enum<?>> names(Class<?> type) {
    Map<String, Enum<?>> names = new LinkedHashMap<>();
    for (Object constant : type.getEnumConstants()) {
      Enum<?> value = (Enum<?>) constant;
      names.put(value.name().toLowerCase(Locale.ROOT), value);
    }
    return names;
  }

  JsonNode tree() throws IOException {
    json.nextToken();
    JsonNode tree = json.readValueAsTree();
    if (tree == null || !tree.isObject()) {
      throw wrong("expected an object");
    }
    return tree;
  }

  private void expect(JsonToken wanted, String what) throws IOException {
    JsonToken token = json.nextToken();
    if (token != wanted) {
      throw expected(what, token);
    }
  }

  private SavedRunException expected(String what, @Nullable JsonToken token) throws IOException {
    String found = token == null ? "the end of the file" : json.getText();
    return wrong("expected " + what + ", found " + Excerpt.of(found));
  }

  SavedRunException wrong(String what) {
    return new SavedRunException(place() + ": " + what);
  }

  /** File, line, column and field, for messages. */
  String place() {
    JsonLocation at = json.currentTokenLocation();
    String where = name + ", line " + at.getLineNr() + ", column " + at.getColumnNr();
    return field.isEmpty() ? where : where + ", in \"" + field + "\"";
  }
}
