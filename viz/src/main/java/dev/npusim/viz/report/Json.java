package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.npu.cost.Energy;
import dev.npusim.npu.simulate.Stalls;
import java.util.Collection;
import java.util.Locale;

/** Small parts that several JSON documents share. */
final class Json {
  static final ObjectMapper MAPPER = JsonMapper.builder().build();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  static String lower(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  /** Writes a number, or null for one that does not exist: JSON knows no NaN. */
  static void put(ObjectNode node, String name, double value) {
    if (Double.isFinite(value)) {
      node.put(name, value);
    } else {
      node.putNull(name);
    }
  }

  static void put(ObjectNode node, String name, Collection<String> texts) {
    var array = node.putArray(name);
    texts.forEach(array::add);
  }

  static void put(ObjectNode node, String name, Energy energy) {
    ObjectNode child = node.putObject(name);
    put(child, "mac", energy.mac());
    put(child, "vector", energy.vector());
    put(child, "local", energy.local());
    put(child, "sram", energy.sram());
    put(child, "dram", energy.dram());
    put(child, "static", energy.staticJ());
  }

  static Energy energy(JsonFields fields) {
    return new Energy(
        fields.doubleAt("mac"),
        fields.doubleAt("vector"),
        fields.doubleAt("local"),
        fields.doubleAt("sram"),
        fields.doubleAt("dram"),
        fields.doubleAt("static"));
  }

  static void put(ObjectNode node, String name, Stalls stalls) {
    node.putObject(name)
        .put("dram", stalls.dram())
        .put("sram", stalls.sram())
        .put("vector", stalls.vector())
        .put("dependency", stalls.dependency());
  }

  static Stalls stalls(JsonFields fields) {
    return new Stalls(
        fields.longAt("dram"),
        fields.longAt("sram"),
        fields.longAt("vector"),
        fields.longAt("dependency"));
  }
}
