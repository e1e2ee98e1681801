package dev.npusim.mapper.nest.text;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Compute;
import dev.npusim.mapper.nest.MappingException;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;
import dev.npusim.npu.hardware.HardwareException;
import dev.npusim.npu.hardware.YamlNode;
import dev.npusim.npu.hardware.YamlReader;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * Architectures for single layers as YAML, from the MAC units outwards:
 *
 * <pre>
 * name: edge3
 * energy_unit: units
 * compute: {macs_per_cycle: 1, energy: 1}
 * levels:
 *   - {name: RF, capacity: 512, energy: 1}
 *   - {name: GLB, capacity: 524288, read_bandwidth: 64, write_bandwidth: 64, energy: 8}
 *   - {name: DRAM, shared_bandwidth: 16, energy: 256}
 * axes:
 *   - {name: SX, size: 16, under: GLB}
 * </pre>
 *
 * A level's figures are those of one instance, in its {@code unit}: {@code words} (every element is
 * one) or {@code bytes}. Without a bandwidth or a capacity there is no limit. {@code energy} stands
 * for {@code read_energy} and {@code write_energy}.
 */
public final class ArchitectureYaml {
  private static final ImmutableList<String> TOP =
      ImmutableList.of("name", "energy_unit", "compute", "levels", "axes");
  private static final ImmutableList<String> COMPUTE = ImmutableList.of("macs_per_cycle", "energy");
  private static final ImmutableList<String> LEVEL =
      ImmutableList.of(
          "name",
          "holds",
          "must_keep",
          "unit",
          "capacity",
          "capacities",
          "read_bandwidth",
          "write_bandwidth",
          "shared_bandwidth",
          "double_buffered",
          "energy",
          "read_energy",
          "write_energy");
  private static final ImmutableList<String> AXIS =
      ImmutableList.of("name", "size", "under", "dims", "delivery", "reduces");

  private ArchitectureYaml() {}

  /**
   * @param file name for messages
   * @throws MappingException naming file, line and column
   */
  public static Architecture read(String file, String text) {
    YamlNode root;
    try {
      root = YamlReader.file(file, text, "an architecture");
    } catch (HardwareException e) {
      throw new MappingException(String.valueOf(e.getMessage()));
    }
    return read(Fields.of(root, TOP));
  }

  private static Architecture read(Fields top) {
    ImmutableList<MemoryLevel> levels =
        Fields.items(top.required("levels")).stream()
            .map(ArchitectureYaml::level)
            .collect(ImmutableList.toImmutableList());
    List<String> names = levels.stream().map(MemoryLevel::name).toList();
    ImmutableList<SpatialAxis> axes =
        top.items("axes").stream()
            .map(node -> axis(node, names))
            .collect(ImmutableList.toImmutableList());
    Fields compute = Fields.of(top.required("compute"), COMPUTE);
    return Fields.at(
        top.place(),
        place ->
            new Architecture(
                top.text("name"),
                new Compute(
                    compute.positive("macs_per_cycle", 1),
                    Fields.number("energy", compute.required("energy"))),
                levels,
                axes,
                top.node("energy_unit").map(Fields::text).orElse("units")));
  }

  private static MemoryLevel level(YamlNode node) {
    Fields fields = Fields.of(node, LEVEL);
    MemoryLevel.Unit unit =
        fields
            .oneOf("unit", lower(MemoryLevel.Unit.values()))
            .map(text -> MemoryLevel.Unit.valueOf(text.toUpperCase(Locale.ROOT)))
            .orElse(MemoryLevel.Unit.WORDS);
    double energy = fields.number("energy", Double.NaN);
    return Fields.at(
        node.place(),
        place ->
            new MemoryLevel(
                fields.text("name"),
                roles(fields, "holds", ImmutableSet.copyOf(Role.values())),
                unit,
                fields
                    .node("capacity")
                    .map(value -> Fields.whole("capacity", value))
                    .orElse(MemoryLevel.UNLIMITED),
                partitions(fields),
                bandwidth(fields, "read_bandwidth"),
                bandwidth(fields, "write_bandwidth"),
                bandwidth(fields, "shared_bandwidth"),
                fields.flag("double_buffered", false),
                energy(fields, "read_energy", energy),
                energy(fields, "write_energy", energy),
                roles(fields, "must_keep", ImmutableSet.of())));
  }

  private static ImmutableSet<Role> roles(Fields fields, String key, ImmutableSet<Role> absent) {
    if (!fields.has(key)) {
      return absent;
    }
    return fields.items(key).stream()
        .map(item -> role(Fields.oneOf("operand", item, lower(Role.values()))))
        .collect(ImmutableSet.toImmutableSet());
  }

  private static Role role(String text) {
    return Role.valueOf(text.toUpperCase(Locale.ROOT));
  }

  private static ImmutableMap<Role, Long> partitions(Fields fields) {
    if (!fields.has("capacities")) {
      return ImmutableMap.of();
    }
    Fields given = Fields.of(fields.required("capacities"), lower(Role.values()));
    ImmutableMap.Builder<Role, Long> partitions = ImmutableMap.builder();
    for (Role role : Role.values()) {
      given
          .node(role.lower())
          .ifPresent(node -> partitions.put(role, Fields.whole(role.lower(), node)));
    }
    return partitions.buildOrThrow();
  }

  private static double bandwidth(Fields fields, String key) {
    return fields.positive(key, Double.POSITIVE_INFINITY);
  }

  private static double energy(Fields fields, String key, double both) {
    double energy = fields.number(key, both);
    if (Double.isNaN(energy)) {
      throw Fields.error(fields.place(), "key energy (or " + key + ") is missing");
    }
    return energy;
  }

  private static SpatialAxis axis(YamlNode node, List<String> levels) {
    Fields fields = Fields.of(node, AXIS);
    return Fields.at(
        node.place(),
        place ->
            new SpatialAxis(
                fields.text("name"),
                Fields.whole("size", fields.required("size")),
                levels.indexOf(Fields.oneOf("level", fields.required("under"), levels)),
                fields.items("dims").stream()
                    .map(Fields::text)
                    .collect(ImmutableSet.toImmutableSet()),
                fields
                    .oneOf("delivery", lower(SpatialAxis.Delivery.values()))
                    .map(text -> SpatialAxis.Delivery.valueOf(text.toUpperCase(Locale.ROOT)))
                    .orElse(SpatialAxis.Delivery.MULTICAST),
                fields.flag("reduces", true)));
  }

  private static ImmutableList<String> lower(Enum<?>[] values) {
    return Arrays.stream(values)
        .map(value -> value.name().toLowerCase(Locale.ROOT))
        .collect(ImmutableList.toImmutableList());
  }
}
