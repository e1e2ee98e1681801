package dev.npusim.mapper.nest.timeloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.ir.Precision;
import dev.npusim.ir.op.LoopNest;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Architectures;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import java.util.List;
import java.util.Map;

/**
 * Mappings to edge3 in a short form: {@code layers} by name and {@code cases}, each with factors
 * per level ({@code DRAM}, {@code GLB}, {@code SY}, {@code SX}, {@code RF}), permutations with the
 * innermost loop first, and what the GLB keeps. The RF keeps everything and its loops have no
 * order.
 */
final class Edge3Mappings {
  private static final ImmutableList<String> CONVOLUTION =
      ImmutableList.of("C", "K", "R", "S", "N", "P", "Q", "Ws", "Hs", "Wd", "Hd");

  private Edge3Mappings() {}

  static ImmutableList<MappingCase> read(JsonNode file) {
    Architecture edge3 = Architectures.edge3();
    ImmutableList.Builder<MappingCase> cases = ImmutableList.builder();
    JsonNode layers = Json.required(file, "layers", "file");
    int number = 0;
    for (JsonNode entry : Json.required(file, "cases", "file")) {
      String where = "cases[" + number++ + "]";
      String name = Json.text(entry, "layer", where);
      Layer layer = layer(name, Json.required(layers, name, "layers"));
      cases.add(
          new MappingCase(
              name + " " + entry.path("kind").asText("") + " " + where,
              edge3,
              layer,
              mapping(layer, edge3, entry, where),
              expected(entry, where)));
    }
    return cases.build();
  }

  /** A convolution, matrix product or batched product by its dims. */
  static Layer layer(String name, JsonNode dims) {
    if (dims.has("C")) {
      Json.known(dims, CONVOLUTION, name);
      return Layers.convolution(
          name,
          new LoopNest.Conv(
              Json.whole(dims, "N", 1, name),
              1,
              Json.whole(dims, "K", name),
              Json.whole(dims, "C", name),
              Json.whole(dims, "P", name),
              Json.whole(dims, "Q", name),
              Json.whole(dims, "R", name),
              Json.whole(dims, "S", name)),
          new Layers.Slide(Json.whole(dims, "Ws", 1, name), Json.whole(dims, "Wd", 1, name)),
          new Layers.Slide(Json.whole(dims, "Hs", 1, name), Json.whole(dims, "Hd", 1, name)),
          Precision.W8A8);
    }
    Json.known(dims, ImmutableList.of("B", "M", "N", "K"), name);
    long m = Json.whole(dims, "M", name);
    long n = Json.whole(dims, "N", name);
    long k = Json.whole(dims, "K", name);
    return dims.has("B")
        ? Layers.bmm(name, Json.whole(dims, "B", name), m, n, k, Precision.W8A8)
        : Layers.gemm(name, m, n, k, Precision.W8A8);
  }

  private static Mapping mapping(Layer layer, Architecture edge3, JsonNode entry, String where) {
    JsonNode factors = Json.required(entry, "factors", where);
    JsonNode glbKeep = Json.required(entry, "glb_keep", where);
    Json.known(factors, places(edge3), where + ".factors");
    Json.known(glbKeep, layer.operandNames(), where + ".glb_keep");
    ImmutableList.Builder<Mapping.AtLevel> levels = ImmutableList.builder();
    for (String level : edge3.levelNames()) {
      List<String> order =
          factors.has(level + "_perm_innermost_first")
              ? Json.text(factors, level + "_perm_innermost_first", where)
                  .chars()
                  .mapToObj(Character::toString)
                  .toList()
              : layer.dimNames();
      ImmutableSet<String> kept =
          layer.operandNames().stream()
              .filter(operand -> !level.equals("GLB") || glbKeep.path(operand).asBoolean(false))
              .collect(ImmutableSet.toImmutableSet());
      levels.add(
          new Mapping.AtLevel(level, kept, loops(factors.path(level), order, where + "." + level)));
    }
    return new Mapping(
        levels.build(),
        edge3.axisNames().stream()
            .map(
                axis ->
                    new Mapping.OnAxis(
                        axis, loops(factors.path(axis), layer.dimNames(), where + "." + axis)))
            .collect(ImmutableList.toImmutableList()));
  }

  private static ImmutableList<String> places(Architecture edge3) {
    ImmutableList.Builder<String> places = ImmutableList.builder();
    edge3.levelNames().forEach(level -> places.add(level, level + "_perm_innermost_first"));
    return places.addAll(edge3.axisNames()).build();
  }

  private static ImmutableList<Loop> loops(JsonNode factors, List<String> order, String where) {
    Json.known(factors, order, where);
    ImmutableList.Builder<Loop> innermostFirst = ImmutableList.builder();
    for (String dim : order) {
      long factor = Json.whole(factors, dim, 1, where);
      if (factor != 1) {
        innermostFirst.add(new Loop(dim, factor));
      }
    }
    return innermostFirst.build().reverse();
  }

  private static MappingCase.Expected expected(JsonNode entry, String where) {
    ImmutableMap.Builder<String, ImmutableMap<String, MappingCase.Counts>> counts =
        ImmutableMap.builder();
    for (Map.Entry<String, JsonNode> level :
        Json.required(entry, "per_instance_reads_fills_updates", where).properties()) {
      ImmutableMap.Builder<String, MappingCase.Counts> operands = ImmutableMap.builder();
      for (Map.Entry<String, JsonNode> operand : level.getValue().properties()) {
        JsonNode values = operand.getValue();
        if (values.size() != 3) {
          throw new MappingException(where + ": expected [reads, fills, updates], not " + values);
        }
        operands.put(
            operand.getKey(),
            new MappingCase.Counts(
                values.get(0).asLong(), values.get(1).asLong(), values.get(2).asLong()));
      }
      counts.put(level.getKey(), operands.buildOrThrow());
    }
    return new MappingCase.Expected(
        Json.number(entry, "energy", where),
        Json.whole(entry, "cycles", where),
        counts.buildOrThrow());
  }
}
