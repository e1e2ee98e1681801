package dev.npusim.mapper.nest.timeloop;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.MappingException;
import java.util.Map;

/**
 * Reads files of mappings with Timeloop's results: one case, a list, or many by name, each with
 * {@code arch}, {@code problem}, {@code mapping} and {@code expected}; or mappings to edge3 with
 * {@code layers} and {@code cases}.
 */
public final class MappingCases {
  private static final JsonMapper JSON = JsonMapper.builder().build();

  private MappingCases() {}

  /** Whether {@code text} looks like such a file: JSON with the keys of one. */
  public static boolean recognizes(String text) {
    try {
      JsonNode file = JSON.readTree(text);
      boolean holdsCases = !file.isEmpty() && isCase(file.elements().next());
      return file.isArray()
          ? holdsCases
          : isCase(file) || holdsCases || (file.has("layers") && file.has("cases"));
    } catch (JsonProcessingException e) {
      return false;
    }
  }

  private static boolean isCase(JsonNode node) {
    return node.has("arch") && node.has("mapping");
  }

  /**
   * @throws MappingException naming the case and key
   */
  public static ImmutableList<MappingCase> read(String file, String text) {
    JsonNode root;
    try {
      root = JSON.readTree(text);
    } catch (JsonProcessingException e) {
      throw new MappingException(file + ": " + e.getOriginalMessage());
    }
    try {
      if (isCase(root)) {
        return ImmutableList.of(one("case", root));
      }
      if (root.has("layers")) {
        return Edge3Mappings.read(root);
      }
      ImmutableList.Builder<MappingCase> cases = ImmutableList.builder();
      for (int i = 0; root.isArray() && i < root.size(); i++) {
        cases.add(one("case " + (i + 1), root.get(i)));
      }
      for (Map.Entry<String, JsonNode> entry : root.properties()) {
        cases.add(one(entry.getKey(), entry.getValue()));
      }
      return cases.build();
    } catch (MappingException e) {
      throw new MappingException(file + ": " + e.getMessage());
    }
  }

  private static MappingCase one(String name, JsonNode json) {
    try {
      Architecture architecture =
          TimeloopArchitecture.read(name, Json.required(json, "arch", name));
      Layer layer = TimeloopProblem.read(Json.required(json, "problem", name));
      return new MappingCase(
          name,
          architecture,
          layer,
          TimeloopMapping.read(architecture, layer, Json.required(json, "mapping", name)),
          expected(json.path("expected")));
    } catch (MappingException e) {
      throw new MappingException(name + ": " + e.getMessage());
    }
  }

  private static MappingCase.Expected expected(JsonNode json) {
    ImmutableMap.Builder<String, ImmutableMap<String, MappingCase.Counts>> counts =
        ImmutableMap.builder();
    for (JsonNode level : Json.required(json, "levels", "expected")) {
      ImmutableMap.Builder<String, MappingCase.Counts> operands = ImmutableMap.builder();
      for (Map.Entry<String, JsonNode> space : level.path("dataspaces").properties()) {
        operands.put(
            space.getKey(),
            new MappingCase.Counts(
                Json.whole(space.getValue(), "reads", space.getKey()),
                Json.whole(space.getValue(), "fills", space.getKey()),
                Json.whole(space.getValue(), "updates", space.getKey())));
      }
      counts.put(Json.text(level, "level", "expected.levels"), operands.buildOrThrow());
    }
    return new MappingCase.Expected(
        Json.number(json, "energy_total", "expected"),
        Json.whole(json, "cycles", "expected"),
        counts.buildOrThrow());
  }
}
