package dev.npusim.npu.imports;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.hardware.YamlNode;
import dev.npusim.npu.hardware.YamlReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The nodes of an architecture in version 0.4, flattened: each is inside all that stand before it,
 * but for the branches of a {@code !Parallel}.
 */
final class TimeloopTree {
  private final Draft draft;
  private final List<TimeloopNode> components = new ArrayList<>();
  private Optional<Value> technology = Optional.empty();
  private Optional<Value> cycleSeconds = Optional.empty();

  TimeloopTree(Draft draft) {
    this.draft = draft;
  }

  /** Copies of what stands inside. */
  private record Mesh(long x, long y) {}

  void read(YamlNode nodes) {
    nodes(nodes, new Mesh(1, 1));
  }

  ImmutableList<TimeloopNode> components() {
    return ImmutableList.copyOf(components);
  }

  /** The innermost {@code technology} of a container. */
  Optional<Value> technology() {
    return technology;
  }

  /** The innermost {@code global_cycle_seconds} of a container. */
  Optional<Value> cycleSeconds() {
    return cycleSeconds;
  }

  private Mesh nodes(YamlNode list, Mesh around) {
    Mesh mesh = around;
    for (YamlNode item : Fields.items("nodes", list)) {
      Fields node = Fields.of("a node", item);
      String tag = node.value(YamlReader.TAG).map(Value::text).orElse("!Component");
      mesh =
          switch (tag) {
            case "!Parallel" -> {
              for (YamlNode branch : branches(node)) {
                YamlNode alone = new YamlNode.Sequence(branch.place(), ImmutableList.of(branch));
                nodes(alone, mesh);
              }
              node.finish(draft);
              yield mesh;
            }
            case "!Hierarchical", "!Pipelined" -> {
              YamlNode inner = node.entry("nodes").orElseThrow(() -> node.missing("nodes")).value();
              node.finish(draft);
              yield nodes(inner, mesh);
            }
            case "!Nothing" -> mesh;
            default -> named(node, tag, mesh);
          };
    }
    return mesh;
  }

  private static ImmutableList<YamlNode> branches(Fields node) {
    return Fields.items(
        "nodes", node.entry("nodes").orElseThrow(() -> node.missing("nodes")).value());
  }

  private Mesh named(Fields node, String tag, Mesh around) {
    Value name = node.required("name");
    Fields own = Fields.of(name.text(), new YamlNode.Mapping(node.place(), node.rest()));
    Mesh mesh = around;
    Optional<Fields> spatial = own.section("spatial");
    if (spatial.isPresent()) {
      mesh =
          new Mesh(
              Math.multiplyExact(around.x(), side(spatial.get(), "meshX")),
              Math.multiplyExact(around.y(), side(spatial.get(), "meshY")));
      if (mesh.x() > 65536 || mesh.y() > 65536) {
        throw spatial.get().place().error(name.text() + ": more than 65536 copies along a side");
      }
      spatial.get().finish(draft);
    }
    Fields attributes =
        own.section("attributes")
            .orElse(
                Fields.of(
                    name.text(),
                    new YamlNode.Mapping(
                        node.place(), com.google.common.collect.ImmutableMap.of())));
    technology = attributes.value("technology").or(() -> technology);
    cycleSeconds = attributes.value("global_cycle_seconds").or(() -> cycleSeconds);
    Optional<Fields> dataspace = constraints(own);
    own.inexpressible(
        draft, "only components that the model uses can be there", "enabled", "required");
    if (tag.equals("!Container")) {
      attributes.finish(draft);
    } else {
      Value type = own.required("class");
      own.inexpressible(draft, "a class is enough here", "subclass");
      components.add(
          new TimeloopNode(name.text(), type, own, attributes, dataspace, mesh.x(), mesh.y()));
    }
    own.finish(draft);
    return mesh;
  }

  private static long side(Fields spatial, String key) {
    return spatial.value(key).map(value -> value.count(65536)).orElse(1L);
  }

  private Optional<Fields> constraints(Fields node) {
    Optional<Fields> constraints = node.section("constraints");
    Optional<Fields> dataspace = constraints.flatMap(section -> section.section("dataspace"));
    constraints.ifPresent(
        section -> {
          section.inexpressible(
              draft,
              "constraints of mappings; loop nests are searched per layer",
              "spatial",
              "temporal",
              "internal",
              "targets",
              "max_overbooked_proportion");
          section.finish(draft);
        });
    return dataspace;
  }
}
