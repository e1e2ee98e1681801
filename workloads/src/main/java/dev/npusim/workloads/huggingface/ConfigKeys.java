package dev.npusim.workloads.huggingface;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSortedSet;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.workloads.WorkloadException;
import java.math.BigDecimal;
import java.util.Iterator;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The keys of one {@code config.json}. Remembers which were asked for, so that what nobody read can
 * be told, and a misspelt key be found by the one it stands in for.
 */
final class ConfigKeys {
  /**
   * Of a single extent. Far beyond any model, and small enough that products of a few of them can
   * be counted.
   */
  private static final long LARGEST = Integer.MAX_VALUE;

  /** The deepest transformers published have about a thousand (DeepNet, arXiv 2203.00555). */
  private static final long MOST_LAYERS = 2000;

  private final String place;
  private final JsonNode object;
  private final Set<String> asked = new TreeSet<>();
  private final SortedMap<String, String> assumed = new TreeMap<>();

  /**
   * @param place the file, for messages
   * @throws WorkloadException where {@code document} is not an object
   */
  ConfigKeys(String place, JsonNode document) {
    this.place = place;
    this.object = document;
    if (document.isMissingNode()) {
      throw new WorkloadException(place + " is empty; expected the keys of a config.json");
    }
    if (!document.isObject()) {
      throw new WorkloadException(
          place + ": expected an object with the keys of a config.json, found " + shown(document));
    }
  }

  /** The value of a key, or null where it is absent or null. */
  private @Nullable JsonNode find(String key) {
    asked.add(key);
    JsonNode value = object.get(key);
    return value == null || value.isNull() ? null : value;
  }

  boolean has(String key) {
    return find(key) != null;
  }

  /** Whether a key is there and null. */
  boolean isNull(String key) {
    return !has(key) && object.has(key);
  }

  private JsonNode required(String key) {
    JsonNode value = find(key);
    if (value == null) {
      throw new WorkloadException(
          place
              + ": \""
              + key
              + "\" is missing"
              + NearestName.of(key, unread())
                  .map(near -> "; did you mean it by " + Excerpt.quoted(near) + "?")
                  .orElse(""));
    }
    return value;
  }

  /** A whole number from 1 to {@value #LARGEST}. */
  long size(String key) {
    return whole(key, LARGEST);
  }

  /** A whole number from 1 to {@code largest}; 28.0 is one. */
  private long whole(String key, long largest) {
    JsonNode value = required(key);
    if (value.isNumber()) {
      BigDecimal number = value.decimalValue();
      // The range first: the digits of 1e999999999 must never be asked for.
      if (number.compareTo(BigDecimal.ONE) >= 0
          && number.compareTo(BigDecimal.valueOf(largest)) <= 0
          && number.stripTrailingZeros().scale() <= 0) {
        return number.longValueExact();
      }
    }
    throw wrong(key, "a whole number from 1 to " + largest, value);
  }

  /** How often something is repeated: a whole number from 1 to {@value #MOST_LAYERS}. */
  int layers(String key) {
    return Math.toIntExact(whole(key, MOST_LAYERS));
  }

  long size(String key, long otherwise) {
    return has(key) ? size(key) : assumed(key, otherwise);
  }

  /** A whole number from 1, 0 where the key is null, or {@code otherwise} where it is absent. */
  long sizeOrNone(String key, long otherwise) {
    return isNull(key) ? 0 : size(key, otherwise);
  }

  /** A whole number from 0. */
  long sizeOrZero(String key, long otherwise) {
    JsonNode value = find(key);
    boolean zero = value != null && value.isNumber() && value.decimalValue().signum() == 0;
    return zero ? 0 : size(key, otherwise);
  }

  int count(String key) {
    return Math.toIntExact(size(key));
  }

  int count(String key, int otherwise) {
    return Math.toIntExact(size(key, otherwise));
  }

  /** A positive number. */
  double number(String key, double otherwise) {
    JsonNode value = find(key);
    if (value == null) {
      return assumed(key, otherwise);
    }
    return positive(key, value);
  }

  private double positive(String key, JsonNode value) {
    if (!value.isNumber() || !(value.doubleValue() > 0) || Double.isInfinite(value.doubleValue())) {
      throw wrong(key, "a positive number", value);
    }
    return value.doubleValue();
  }

  /** A positive number, 0 where the key is null, or {@code otherwise} where it is absent. */
  double cap(String key, double otherwise) {
    return isNull(key) ? 0 : number(key, otherwise);
  }

  boolean flag(String key, boolean otherwise) {
    JsonNode value = find(key);
    if (value == null) {
      return assumed(key, otherwise);
    }
    if (!value.isBoolean()) {
      throw wrong(key, "true or false", value);
    }
    return value.booleanValue();
  }

  /** Whether a key is there and true; where it is not there, nothing is assumed. */
  boolean isTrue(String key) {
    return has(key) && flag(key, false);
  }

  boolean isText(String key) {
    JsonNode value = find(key);
    return value != null && value.isTextual();
  }

  String text(String key) {
    JsonNode value = required(key);
    if (!value.isTextual()) {
      throw wrong(key, "a text", value);
    }
    return value.textValue();
  }

  String text(String key, String otherwise) {
    return has(key) ? text(key) : assumed(key, otherwise);
  }

  /** A list of texts, or null where there is none. */
  @Nullable ImmutableList<String> texts(String key) {
    JsonNode value = find(key);
    if (value == null) {
      return null;
    }
    ImmutableList.Builder<String> texts = ImmutableList.builder();
    for (JsonNode element : value) {
      if (!element.isTextual()) {
        throw wrong(key, "a list of texts", value);
      }
      texts.add(element.textValue());
    }
    if (!value.isArray()) {
      throw wrong(key, "a list of texts", value);
    }
    return texts.build();
  }

  /**
   * The text under the first of {@code names} in the object under {@code key}, or null where that
   * object or all of these are absent.
   */
  @Nullable String textIn(String key, String... names) {
    JsonNode value = find(key);
    if (value == null) {
      return null;
    }
    if (!value.isObject()) {
      throw wrong(key, "a group of keys", value);
    }
    for (String name : names) {
      JsonNode text = value.path(name);
      if (text.isTextual()) {
        return text.textValue();
      }
      if (!text.isMissingNode()) {
        throw wrong(key + "." + name, "a text", text);
      }
    }
    return null;
  }

  /** As {@link #number(String, double)}, where newer files have the key in a group of keys. */
  double numberIn(String group, String key, double otherwise) {
    JsonNode inside = find(group);
    if (inside == null || !inside.has(key)) {
      return number(key, otherwise);
    }
    asked.add(key);
    return positive(group + "." + key, inside.get(key));
  }

  /** The first text of a list, or null where there is no such list or it is empty. */
  @Nullable String first(String key) {
    JsonNode value = find(key);
    if (value == null || (value.isArray() && value.isEmpty())) {
      return null;
    }
    if (!value.isArray() || !value.get(0).isTextual()) {
      throw wrong(key, "a list of texts", value);
    }
    return value.get(0).textValue();
  }

  /** The error that {@code key} has a value that is not understood or not supported. */
  WorkloadException wrong(String key, String expected, JsonNode found) {
    return new WorkloadException(
        place + ": \"" + key + "\" must be " + expected + ", found " + shown(found));
  }

  WorkloadException unsupported(String key, String why) {
    return new WorkloadException(
        place + ": \"" + key + "\": " + shown(object.path(key)) + ": " + why);
  }

  String place() {
    return place;
  }

  /** Remembers that a default was taken. */
  private <T> T assumed(String key, T value) {
    assumed.put(key, value.toString().replaceAll("\\.0$", ""));
    return value;
  }

  /** Defaults that were taken for keys the file does not have, as {@code key value}, sorted. */
  ImmutableList<String> assumptions() {
    return assumed.entrySet().stream()
        .map(entry -> entry.getKey() + " " + entry.getValue())
        .collect(ImmutableList.toImmutableList());
  }

  /**
   * Keys that nobody asked for, sorted.
   *
   * @throws WorkloadException where one looks like a slip for a key that was asked for and is not
   *     there
   */
  ImmutableSortedSet<String> leftOver() {
    Set<String> absent = asked.stream().filter(key -> !object.has(key)).collect(Collectors.toSet());
    ImmutableSortedSet<String> unread = unread();
    for (String key : unread) {
      NearestName.of(key, absent)
          .ifPresent(
              near -> {
                throw new WorkloadException(
                    place
                        + ": unknown key "
                        + Excerpt.quoted(key)
                        + "; did you mean \""
                        + near
                        + "\"?");
              });
    }
    return unread;
  }

  private ImmutableSortedSet<String> unread() {
    ImmutableSortedSet.Builder<String> names = ImmutableSortedSet.naturalOrder();
    for (Iterator<String> all = object.fieldNames(); all.hasNext(); ) {
      String name = all.next();
      if (!asked.contains(name)) {
        names.add(name);
      }
    }
    return names.build();
  }

  private static String shown(JsonNode value) {
    return Excerpt.of(value.toString());
  }
}
