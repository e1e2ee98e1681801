package dev.npusim.mapper.nest.timeloop;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.common.base.Splitter;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.SpatialAxis;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Timeloop's list of directives: {@code temporal} and {@code spatial} factors with a permutation
 * whose first letter is the innermost loop, and {@code datatype} to keep and bypass. Of a spatial
 * permutation the first {@code split} dims lie along X, all without one.
 */
final class TimeloopMapping {
  private static final Pattern FACTOR = Pattern.compile("([A-Za-z]+)=?(\\d{1,18})");

  private final Architecture architecture;
  private final Layer layer;
  private final Map<String, Set<String>> keeps = new LinkedHashMap<>();
  private final Map<String, ImmutableList<Loop>> loops = new LinkedHashMap<>();

  private TimeloopMapping(Architecture architecture, Layer layer) {
    this.architecture = architecture;
    this.layer = layer;
    architecture
        .levelNames()
        .forEach(level -> keeps.put(level, new LinkedHashSet<>(layer.operandNames())));
  }

  static Mapping read(Architecture architecture, Layer layer, JsonNode directives) {
    TimeloopMapping mapping = new TimeloopMapping(architecture, layer);
    directives.forEach(mapping::directive);
    return mapping.build();
  }

  private void directive(JsonNode directive) {
    String target = Json.text(directive, "target", "mapping");
    String where = "mapping of " + target;
    int level = architecture.level(target);
    String type = Json.text(directive, "type", where);
    switch (type) {
      case "temporal" -> put(target, loops(directive, where), where);
      case "spatial" -> spatial(level, directive, where);
      case "datatype", "bypass" -> {
        Set<String> kept = keeps.getOrDefault(target, new LinkedHashSet<>());
        for (String operand : Json.texts(directive.path("bypass"))) {
          layer.operand(operand, where);
          kept.remove(operand);
        }
        for (String operand : Json.texts(directive.path("keep"))) {
          layer.operand(operand, where);
          kept.add(operand);
        }
      }
      default ->
          throw new MappingException(
              where + ": type " + type + "; allowed: temporal, spatial, datatype, bypass");
    }
  }

  private void put(String key, ImmutableList<Loop> outermostFirst, String where) {
    if (loops.put(key, outermostFirst) != null) {
      throw new MappingException(where + ": loops given a second time for " + key);
    }
  }

  private void spatial(int level, JsonNode directive, String where) {
    List<Loop> innermostFirst = loops(directive, where).reverse();
    List<String> permutation = permutation(directive, where);
    long split = Json.whole(directive, "split", permutation.size(), where);
    List<SpatialAxis> axes =
        architecture.axes().stream().filter(axis -> axis.under() == level).toList();
    List<Loop> x = new ArrayList<>();
    List<Loop> y = new ArrayList<>();
    for (Loop loop : innermostFirst) {
      (permutation.indexOf(loop.dim()) < split ? x : y).add(loop);
    }
    if (axes.isEmpty()) {
      if (!innermostFirst.isEmpty()) {
        throw new MappingException(where + ": spatial loops, but nothing is replicated inside");
      }
      return;
    }
    put(axes.get(0).name(), ImmutableList.copyOf(x).reverse(), where);
    put(axes.get(1).name(), ImmutableList.copyOf(y).reverse(), where);
  }

  /** Loops with more than one step, the outermost first. */
  private ImmutableList<Loop> loops(JsonNode directive, String where) {
    Map<String, Long> factors = new LinkedHashMap<>();
    for (String text :
        Splitter.onPattern("[\\s,]+")
            .omitEmptyStrings()
            .split(Json.text(directive, "factors", where))) {
      Matcher matcher = FACTOR.matcher(text);
      if (!matcher.matches()) {
        throw new MappingException(where + ": factor " + text + "; expected one such as K16");
      }
      layer.dim(matcher.group(1), where);
      factors.put(matcher.group(1), Long.parseLong(matcher.group(2)));
    }
    ImmutableList.Builder<Loop> innermostFirst = ImmutableList.builder();
    for (String dim : permutation(directive, where)) {
      Long factor = factors.remove(dim);
      if (factor != null && factor != 1) {
        innermostFirst.add(new Loop(dim, factor));
      }
    }
    for (Map.Entry<String, Long> left : factors.entrySet()) {
      if (left.getValue() != 1) {
        throw new MappingException(
            where + ": factor " + left.getKey() + left.getValue() + " is not in the permutation");
      }
    }
    return innermostFirst.build().reverse();
  }

  /** Dims from the innermost: single letters in a row, or names separated by commas. */
  private List<String> permutation(JsonNode directive, String where) {
    String text = Json.text(directive, "permutation", where);
    List<String> dims =
        text.contains(",")
            ? Splitter.on(',').trimResults().splitToList(text)
            : text.chars().mapToObj(Character::toString).toList();
    dims.forEach(dim -> layer.dim(dim, where + ": permutation " + text));
    return dims;
  }

  private Mapping build() {
    ImmutableList.Builder<Mapping.AtLevel> levels = ImmutableList.builder();
    keeps.forEach(
        (level, kept) ->
            levels.add(
                new Mapping.AtLevel(
                    level,
                    ImmutableSet.copyOf(kept),
                    loops.getOrDefault(level, ImmutableList.of()))));
    return new Mapping(
        levels.build(),
        architecture.axisNames().stream()
            .map(axis -> new Mapping.OnAxis(axis, loops.getOrDefault(axis, ImmutableList.of())))
            .collect(ImmutableList.toImmutableList()));
  }
}
