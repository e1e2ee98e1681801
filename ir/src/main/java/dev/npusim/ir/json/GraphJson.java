package dev.npusim.ir.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Graph;
import dev.npusim.ir.IrException;
import dev.npusim.ir.Node;
import dev.npusim.ir.TensorType;
import dev.npusim.ir.Value;
import dev.npusim.ir.op.Operation;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Graphs as JSON: {@code {"schema", "name", "values": [{"name","kind","type"}], "inputs",
 * "outputs", "nodes": [{"name","block","op","attributes","inputs","outputs"}]}}; nodes refer to
 * values by name. Reading what was written gives an equal graph; anything not in this form is
 * rejected.
 */
public final class GraphJson {
  /** The form and its version. */
  public static final String SCHEMA = "npusim.graph/1";

  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

  private GraphJson() {}

  public static ObjectNode write(Graph graph) {
    ObjectNode document = JSON.objectNode();
    document.put("schema", SCHEMA);
    document.put("name", graph.name());
    ArrayNode values = document.putArray("values");
    for (Value value : values(graph)) {
      ObjectNode entry = values.addObject();
      entry.put("name", value.name());
      entry.put("kind", RecordJson.lower(value.kind()));
      entry.set("type", RecordJson.write(value.type()));
      if (!value.origin().equals(value.name())) {
        entry.put("origin", value.origin());
      }
    }
    document.set("inputs", names(graph.inputs()));
    document.set("outputs", names(graph.outputs()));
    ArrayNode nodes = document.putArray("nodes");
    for (Node node : graph.nodes()) {
      ObjectNode entry = nodes.addObject();
      entry.put("name", node.name());
      entry.put("block", node.block());
      entry.put("op", OperationNames.of(node.op()));
      entry.set("attributes", RecordJson.write((Record) node.op()));
      entry.set("inputs", names(node.inputs()));
      entry.set("outputs", names(node.outputs()));
    }
    return document;
  }

  /**
   * @throws IrException where {@code text} is not JSON or not a graph
   */
  public static Graph parse(String text) {
    return read(JsonText.parse("graph", text, IrException::new));
  }

  /**
   * @throws IrException naming the place, what was found and the nearest valid name
   */
  public static Graph read(JsonNode document) {
    JsonFields fields =
        new JsonFields(
            document, "graph", List.of("schema", "name", "values", "inputs", "outputs", "nodes"));
    if (!fields.text("schema").equals(SCHEMA)) {
      throw new IrException(
          "graph: schema \"" + fields.text("schema") + "\", expected \"" + SCHEMA + "\"");
    }
    Map<String, Value> values = new LinkedHashMap<>();
    for (JsonNode entry : fields.list("values")) {
      Value value = readValue(entry);
      if (values.put(value.name(), value) != null) {
        throw new IrException("values: " + value.name() + " is listed twice");
      }
    }
    List<Node> nodes = new ArrayList<>();
    for (JsonNode entry : fields.list("nodes")) {
      nodes.add(readNode(entry, values));
    }
    return new Graph(
        fields.text("name"),
        resolve(fields.list("inputs"), values, "inputs"),
        resolve(fields.list("outputs"), values, "outputs"),
        nodes);
  }

  private static Value readValue(JsonNode entry) {
    JsonFields fields = new JsonFields(entry, "values", List.of("name", "kind", "type", "origin"));
    String where = "value " + fields.text("name");
    return new Value(
        fields.text("name"),
        RecordJson.read(TensorType.class, fields.required("type"), where + ".type"),
        (Value.Kind) RecordJson.readEnum(Value.Kind.class, fields.required("kind"), where),
        entry.has("origin") ? fields.text("origin") : fields.text("name"));
  }

  private static Node readNode(JsonNode entry, Map<String, Value> values) {
    JsonFields fields =
        new JsonFields(
            entry, "nodes", List.of("name", "block", "op", "attributes", "inputs", "outputs"));
    String where = "node " + fields.text("name");
    Class<? extends Record> type = OperationNames.all().get(fields.text("op"));
    if (type == null) {
      throw JsonFields.unknown(where, fields.text("op"), OperationNames.all().keySet().asList());
    }
    return new Node(
        fields.text("name"),
        fields.text("block"),
        (Operation) RecordJson.read(type, fields.required("attributes"), where + ".attributes"),
        resolve(fields.list("inputs"), values, where),
        resolve(fields.list("outputs"), values, where));
  }

  private static ImmutableList<Value> resolve(
      JsonNode names, Map<String, Value> values, String where) {
    ImmutableList.Builder<Value> found = ImmutableList.builder();
    for (JsonNode name : names) {
      Value value = values.get(name.asText());
      if (value == null) {
        throw JsonFields.unknown(where, name.asText(), List.copyOf(values.keySet()));
      }
      found.add(value);
    }
    return found.build();
  }

  private static Set<Value> values(Graph graph) {
    Set<Value> values = new LinkedHashSet<>(graph.inputs());
    for (Node node : graph.nodes()) {
      values.addAll(node.inputs());
      values.addAll(node.outputs());
    }
    return values;
  }

  private static ArrayNode names(List<Value> values) {
    ArrayNode array = JSON.arrayNode();
    values.forEach(value -> array.add(value.name()));
    return array;
  }
}
