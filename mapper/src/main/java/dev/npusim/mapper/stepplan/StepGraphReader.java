package dev.npusim.mapper.stepplan;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import com.google.common.primitives.ImmutableIntArray;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.ir.Excerpt;
import dev.npusim.ir.NearestName;
import dev.npusim.ir.json.JsonText;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a cost graph: {@code inputs} (name: bytes), {@code nodes} in the order in which they run
 * ({@code name, inp, out, macs, w, ws, util, tile, rr}) and {@code recompute_candidates}. The keys
 * {@code name, units, model, best_known} are notes of the file's author.
 */
public final class StepGraphReader {
  private static final ImmutableSet<String> KEYS =
      ImmutableSet.of(
          "name", "units", "nodes", "inputs", "recompute_candidates", "model", "best_known");

  private static final ImmutableSet<String> NODE_KEYS =
      ImmutableSet.of("name", "inp", "out", "macs", "w", "ws", "util", "tile", "rr");

  /** Sums of as many such sizes as a file can have stay below 2^63. */
  private static final int MOST_BITS = 42;

  private static final int MOST_REREADS_BITS = 20;

  /** Bytes that cross the bus at most, whatever the plan: half of what a long holds. */
  private static final double MOST_TRAFFIC = 0x1p62;

  private final String file;
  private final Map<String, Integer> tensors = new LinkedHashMap<>();
  private final Map<String, Integer> steps = new LinkedHashMap<>();

  private StepGraphReader(String file) {
    this.file = file;
  }

  /**
   * Reads a file.
   *
   * @param file how messages call it
   * @throws StepGraphException with the place where it is not understood: line and column of what
   *     is not JSON, the path of anything else
   */
  public static StepGraph read(String file, String text) {
    return new StepGraphReader(file).graph(JsonText.parse(file, text, StepGraphException::new));
  }

  private StepGraph graph(JsonNode document) {
    if (document.isMissingNode()) {
      throw new StepGraphException(file + ": empty; expected an object");
    }
    knownKeys("the file", document, KEYS);
    List<String> inputs = new ArrayList<>();
    ImmutableLongArray.Builder bytes = ImmutableLongArray.builder();
    JsonNode inputNode = required(document, "the file", "inputs");
    if (!inputNode.isObject()) {
      throw wrong("inputs", "expected an object of names and bytes, found " + shown(inputNode));
    }
    inputNode
        .properties()
        .forEach(
            input -> {
              tensors.put(input.getKey(), tensors.size());
              inputs.add(input.getKey());
              bytes.add(whole(input.getValue(), "inputs." + Excerpt.of(input.getKey()), 1));
            });
    JsonNode nodes = list(document, "the file", "nodes");
    if (nodes.isEmpty()) {
      throw wrong("nodes", "expected at least one");
    }
    for (int i = 0; i < nodes.size(); i++) {
      String where = "nodes[" + i + "]";
      knownKeys(where, nodes.get(i), NODE_KEYS);
      String name = text(required(nodes.get(i), where, "name"), where + ".name");
      if (tensors.containsKey(name) || steps.put(name, i) != null) {
        throw wrong(where + ".name", "a second tensor is called " + Excerpt.quoted(name));
      }
    }
    ImmutableList.Builder<StepNode> made = ImmutableList.builder();
    List<Long> sizes = new ArrayList<>(bytes.build().asList());
    double traffic = 0;
    for (int i = 0; i < nodes.size(); i++) {
      StepNode node = node(nodes, i);
      tensors.put(node.name(), tensors.size());
      made.add(node);
      double read = node.operands().stream().mapToDouble(sizes::get).sum();
      // In each step any node may run again.
      traffic += node.rereads() * read + 2.0 * (node.outputBytes() + node.weightBytes());
      if (traffic * nodes.size() > MOST_TRAFFIC) {
        throw wrong(
            "nodes[" + i + "]",
            "with recomputations, all nodes up to this one may move more than 2^62 bytes");
      }
      sizes.add(node.outputBytes());
    }
    String name = document.path("name").isTextual() ? document.path("name").textValue() : file;
    return new StepGraph(name, inputs, bytes.build(), made.build(), candidates(document));
  }

  private StepNode node(JsonNode nodes, int i) {
    JsonNode node = nodes.get(i);
    String name = node.get("name").textValue();
    String where = "nodes[" + i + "] (" + Excerpt.of(name) + ")";
    Set<Integer> operands = new LinkedHashSet<>();
    JsonNode names = list(node, where, "inp");
    for (int k = 0; k < names.size(); k++) {
      operands.add(operand(nodes, i, text(names.get(k), where + ".inp[" + k + "]"), where));
    }
    double utilization = number(required(node, where, "util"), where + ".util");
    if (!(utilization > 0 && utilization <= 1)) {
      throw wrong(where + ".util", "expected a share above 0 and at most 1, found " + utilization);
    }
    JsonNode tile = required(node, where, "tile");
    if (!tile.isBoolean()) {
      throw wrong(where + ".tile", "expected true or false, found " + shown(tile));
    }
    return new StepNode(
        name,
        ImmutableIntArray.copyOf(operands),
        whole(required(node, where, "out"), where + ".out", 1),
        whole(required(node, where, "macs"), where + ".macs", 0),
        whole(required(node, where, "w"), where + ".w", 0),
        whole(required(node, where, "ws"), where + ".ws", 0),
        utilization,
        tile.booleanValue(),
        whole(required(node, where, "rr"), where + ".rr", 1, MOST_REREADS_BITS));
  }

  private int operand(JsonNode nodes, int step, String name, String where) {
    Integer known = tensors.get(name);
    if (known != null) {
      return known;
    }
    Integer later = steps.get(name);
    if (later == null) {
      Set<String> all = new LinkedHashSet<>(tensors.keySet());
      throw wrong(
          where + ".inp",
          "no input or node is called "
              + Excerpt.quoted(name)
              + NearestName.of(name, all).map(near -> "; did you mean " + near + "?").orElse(""));
    }
    List<String> cycle = cycle(nodes, later, step);
    if (cycle != null) {
      throw wrong(where + ".inp", "the graph has a cycle: " + String.join(" -> ", cycle));
    }
    throw wrong(
        where + ".inp",
        Excerpt.quoted(name)
            + " is made later, by nodes["
            + later
            + "]; nodes run in the order of the file");
  }

  /** A way from {@code from} back to itself over {@code through}, which reads it; null if none. */
  private @Nullable List<String> cycle(JsonNode nodes, int from, int through) {
    int[] reader = new int[nodes.size()];
    Arrays.fill(reader, -1);
    List<Integer> queue = new ArrayList<>(List.of(from));
    reader[from] = from;
    for (int q = 0; q < queue.size(); q++) {
      for (JsonNode name : nodes.get(queue.get(q)).path("inp")) {
        Integer step = name.isTextual() ? steps.get(name.textValue()) : null;
        if (step != null && reader[step] < 0) {
          reader[step] = queue.get(q);
          queue.add(step);
        }
      }
    }
    if (reader[through] < 0) {
      return null;
    }
    List<String> way = new ArrayList<>();
    way.add(nodeName(nodes, from));
    for (int step = through; step != from; step = reader[step]) {
      way.add(nodeName(nodes, step));
    }
    way.add(nodeName(nodes, from));
    return way;
  }

  private static String nodeName(JsonNode nodes, int step) {
    return Excerpt.of(nodes.get(step).path("name").asText());
  }

  private ImmutableIntArray candidates(JsonNode document) {
    JsonNode names = list(document, "the file", "recompute_candidates");
    Set<Integer> candidates = new LinkedHashSet<>();
    for (int k = 0; k < names.size(); k++) {
      String where = "recompute_candidates[" + k + "]";
      String name = text(names.get(k), where);
      if (!steps.containsKey(name)) {
        throw wrong(
            where,
            "no node is called "
                + Excerpt.quoted(name)
                + NearestName.of(name, steps.keySet())
                    .map(near -> "; did you mean " + near + "?")
                    .orElse(""));
      }
      candidates.add(tensors.getOrDefault(name, -1));
    }
    return ImmutableIntArray.copyOf(candidates);
  }

  private void knownKeys(String where, JsonNode object, ImmutableSet<String> known) {
    if (!object.isObject()) {
      throw wrong(where, "expected an object, found " + shown(object));
    }
    for (Iterator<String> names = object.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (!known.contains(name)) {
        throw wrong(where, "unknown key " + Excerpt.quoted(name) + NearestName.hint(name, known));
      }
    }
  }

  private JsonNode required(JsonNode object, String where, String key) {
    JsonNode value = object.get(key);
    if (value == null || value.isNull()) {
      throw wrong(where, "\"" + key + "\" is missing");
    }
    return value;
  }

  private JsonNode list(JsonNode object, String where, String key) {
    JsonNode value = required(object, where, key);
    if (!value.isArray()) {
      throw wrong(where + "." + key, "expected a list, found " + shown(value));
    }
    return value;
  }

  private String text(JsonNode value, String where) {
    if (!value.isTextual() || value.textValue().isEmpty()) {
      throw wrong(where, "expected a name, found " + shown(value));
    }
    return value.textValue();
  }

  private double number(JsonNode value, String where) {
    if (!value.isNumber()) {
      throw wrong(where, "expected a number, found " + shown(value));
    }
    return value.doubleValue();
  }

  private long whole(JsonNode value, String where, long least) {
    return whole(value, where, least, MOST_BITS);
  }

  private long whole(JsonNode value, String where, long least, int bits) {
    double number = number(value, where);
    if (number < least || number > 1L << bits || number != Math.rint(number)) {
      throw wrong(
          where,
          "expected a whole number from " + least + " to 2^" + bits + ", found " + shown(value));
    }
    return (long) number;
  }

  private static String shown(JsonNode value) {
    return Excerpt.of(value.toString());
  }

  private StepGraphException wrong(String where, String message) {
    return new StepGraphException(file + ": " + where + ": " + message);
  }
}
