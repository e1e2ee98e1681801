package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.LayerNest;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import java.util.List;
import java.util.Map;

/** A loop nest as JSON: levels with what they keep and axes, from the outermost. */
final class NestJson {
  private NestJson() {}

  static ArrayNode write(Architecture architecture, Mapping mapping) {
    return write(LayerNest.parts(architecture, mapping));
  }

  static ArrayNode write(ImmutableList<LayerNest.Part> parts) {
    ArrayNode entries = Json.MAPPER.createArrayNode();
    for (LayerNest.Part part : parts) {
      ObjectNode entry = entries.addObject();
      if (part.isAxis()) {
        entry.put("axis", part.name());
      } else {
        Json.put(entry.put("level", part.name()), "keeps", part.keeps());
      }
      Json.put(entry, "loops", part.loops().stream().map(Loop::toString).toList());
    }
    return entries;
  }

  static ObjectNode dims(Map<String, Long> bounds) {
    ObjectNode dims = Json.object();
    bounds.forEach(dims::put);
    return dims;
  }

  /**
   * Reads {@code dims} and {@code nest}.
   *
   * @throws ResultException where the loops do not cover the dims
   */
  static LayerNest read(JsonFields fields) {
    ImmutableMap.Builder<String, Long> dims = ImmutableMap.builder();
    JsonFields bounds = fields.child("dims");
    for (String dim : bounds.names()) {
      dims.put(dim, bounds.longAt(dim));
    }
    LayerNest nest =
        new LayerNest(
            dims.buildOrThrow(), ImmutableList.copyOf(fields.listAt("nest", NestJson::part)));
    nest.error()
        .ifPresent(
            error -> {
              throw new ResultException(fields.at("nest") + ": " + error);
            });
    return nest;
  }

  private static LayerNest.Part part(JsonFields fields) {
    boolean isAxis = fields.has("axis");
    ImmutableSet<String> keeps =
        isAxis ? ImmutableSet.of() : ImmutableSet.copyOf(fields.textsAt("keeps"));
    return new LayerNest.Part(
        fields.textAt(isAxis ? "axis" : "level"),
        isAxis,
        keeps,
        loops(fields, fields.textsAt("loops")));
  }

  private static ImmutableList<Loop> loops(JsonFields fields, List<String> texts) {
    ImmutableList.Builder<Loop> loops = ImmutableList.builder();
    for (String text : texts) {
      int equals = text.indexOf('=');
      try {
        loops.add(
            new Loop(
                text.substring(0, Math.max(0, equals)),
                Long.parseLong(text.substring(equals + 1))));
      } catch (NumberFormatException | MappingException e) {
        throw new ResultException(
            fields.at("loops") + ": \"" + text + "\"; expected a loop such as \"K=8\"");
      }
    }
    return loops.build();
  }
}
