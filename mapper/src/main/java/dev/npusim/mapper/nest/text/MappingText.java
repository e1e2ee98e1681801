package dev.npusim.mapper.nest.text;

import com.google.common.base.Joiner;
import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.YamlNode;
import dev.npusim.npu.hardware.YamlReader;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Mappings as YAML, the outermost level first as people draw loop nests; JSON of the same structure
 * is read too. What is written is read back equal.
 *
 * <pre>
 * mapping:
 *   - {level: DRAM, keeps: [Weights, Inputs, Outputs], loops: [Q=4]}
 *   - {level: GLB, keeps: [Inputs], loops: [P=56]}
 *   - {axis: SY, loops: [C=8, K=2]}
 *   - {axis: SX, loops: [C=8, K=2]}
 *   - {level: RF, keeps: [Weights, Inputs, Outputs], loops: [K=16, R=3, S=3, Q=14]}
 * </pre>
 *
 * Levels and loops stand from the outermost to the innermost, every level once. An axis that is not
 * mentioned has no loops; a level without {@code keeps} keeps nothing.
 */
public final class MappingText {
  private static final ImmutableList<String> TOP = ImmutableList.of("mapping");
  private static final ImmutableList<String> ENTRY =
      ImmutableList.of("level", "axis", "keeps", "loops");
  private static final Pattern LOOP = Pattern.compile("(\\w+)=(\\d{1,18})");

  private MappingText() {}

  public static String write(Architecture architecture, Mapping mapping) {
    StringBuilder text = new StringBuilder("mapping:\n");
    for (int level = mapping.levels().size() - 1; level >= 0; level--) {
      Mapping.AtLevel at = mapping.levels().get(level);
      text.append("  - {level: ")
          .append(at.level())
          .append(", keeps: ")
          .append(list(at.keeps()))
          .append(", loops: ")
          .append(list(at.loops()))
          .append("}\n");
      for (int axis = mapping.axes().size() - 1; axis >= 0; axis--) {
        if (architecture.axes().get(axis).under() == level) {
          Mapping.OnAxis on = mapping.axes().get(axis);
          text.append("  - {axis: ")
              .append(on.axis())
              .append(", loops: ")
              .append(list(on.loops()))
              .append("}\n");
        }
      }
    }
    return text.toString();
  }

  private static String list(Iterable<?> items) {
    return "[" + Joiner.on(", ").join(items) + "]";
  }

  /**
   * @param file name for messages
   * @throws MappingException naming file, line and column
   */
  public static Mapping read(Architecture architecture, String file, String text) {
    try {
      return read(architecture, YamlReader.file(file, text, "a mapping, as --save writes it"));
    } catch (HardwareException e) {
      throw new MappingException(String.valueOf(e.getMessage()));
    }
  }

  private static Mapping read(Architecture architecture, YamlNode root) {
    Map<String, Mapping.AtLevel> levels = new HashMap<>();
    Map<String, Mapping.OnAxis> axes = new HashMap<>();
    int within = architecture.levels().size();
    for (YamlNode item : Fields.items(Fields.of(root, TOP).required("mapping"))) {
      Fields entry = Fields.of(item, ENTRY);
      if (entry.has("level") == entry.has("axis")) {
        throw Fields.error(item.place(), "expected either a level or an axis");
      }
      boolean again;
      String name;
      if (entry.has("level")) {
        name = Fields.oneOf("level", entry.required("level"), architecture.levelNames());
        again = levels.put(name, new Mapping.AtLevel(name, keeps(entry), loops(entry))) != null;
        int level = architecture.levelNames().indexOf(name);
        if (!again && level > within) {
          throw Fields.error(
              item.place(),
              "level "
                  + name
                  + " after "
                  + architecture.levelNames().get(within)
                  + ", which is inside it; expected the outermost first: "
                  + outermostFirst(architecture));
        }
        within = level;
      } else {
        name = Fields.oneOf("axis", entry.required("axis"), architecture.axisNames());
        if (entry.has("keeps")) {
          throw Fields.error(item.place(), "axis " + name + " keeps nothing; levels do");
        }
        again = axes.put(name, new Mapping.OnAxis(name, loops(entry))) != null;
      }
      if (again) {
        String what = entry.has("level") ? "level " : "axis ";
        throw Fields.error(item.place(), what + name + " is mentioned a second time");
      }
    }
    for (String name : architecture.levelNames()) {
      if (!levels.containsKey(name)) {
        throw Fields.error(
            root.place(),
            "level "
                + name
                + " is not mentioned; where nothing is kept and no loop stands, {level: "
                + name
                + ", keeps: [], loops: []}");
      }
    }
    return new Mapping(
        architecture.levelNames().stream()
            .map(name -> Objects.requireNonNull(levels.get(name)))
            .collect(ImmutableList.toImmutableList()),
        architecture.axisNames().stream()
            .map(name -> axes.getOrDefault(name, new Mapping.OnAxis(name, ImmutableList.of())))
            .collect(ImmutableList.toImmutableList()));
  }

  private static String outermostFirst(Architecture architecture) {
    return String.join(", ", ImmutableList.copyOf(architecture.levelNames()).reverse());
  }

  private static ImmutableSet<String> keeps(Fields entry) {
    Set<String> names = new LinkedHashSet<>();
    for (YamlNode item : entry.items("keeps")) {
      if (!names.add(Fields.text(item))) {
        throw Fields.error(item.place(), "operand " + Fields.text(item) + " is kept twice");
      }
    }
    return ImmutableSet.copyOf(names);
  }

  private static ImmutableList<Loop> loops(Fields entry) {
    return entry.items("loops").stream()
        .map(MappingText::loop)
        .collect(ImmutableList.toImmutableList());
  }

  private static Loop loop(YamlNode node) {
    Matcher matcher = LOOP.matcher(Fields.text(node));
    if (!matcher.matches()) {
      throw Fields.error(node.place(), node.what() + ": expected a loop such as K=16");
    }
    return Fields.at(
        node.place(), place -> new Loop(matcher.group(1), Long.parseLong(matcher.group(2))));
  }
}
