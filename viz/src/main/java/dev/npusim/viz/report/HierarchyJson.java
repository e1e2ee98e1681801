package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.npusim.mapper.layer.Target;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.MemoryLevel;
import dev.npusim.mapper.nest.Role;
import dev.npusim.mapper.nest.SpatialAxis;

/** A hierarchy as JSON, in the words of architecture files; no limit is null. */
final class HierarchyJson {
  private HierarchyJson() {}

  static ObjectNode tree(MappingReport report, Target target) {
    Architecture architecture = target.architecture();
    ObjectNode node = Json.object();
    node.put("name", architecture.name()).put("source", report.hardware());
    Json.put(node, "clock_hz", report.clockHz() > 0 ? report.clockHz() : Double.NaN);
    node.put("energy_unit", architecture.energyUnit());
    node.putObject("compute")
        .put("macs_per_cycle", architecture.compute().macsPerCycle())
        .put("energy", architecture.compute().energyPerMac());
    ArrayNode levels = node.putArray("levels");
    architecture.levels().forEach(level -> levels.add(level(level)));
    ArrayNode axes = node.putArray("axes");
    for (SpatialAxis axis : architecture.axes()) {
      ObjectNode entry =
          axes.addObject()
              .put("name", axis.name())
              .put("size", axis.size())
              .put("under", architecture.levels().get(axis.under()).name());
      Json.put(entry, "dims", axis.dims());
      entry.put("delivery", Json.lower(axis.delivery())).put("reduces", axis.reduces());
    }
    Json.put(node, "assumptions", target.assumptions());
    return node;
  }

  private static ObjectNode level(MemoryLevel level) {
    ObjectNode node = Json.object();
    node.put("name", level.name());
    Json.put(node, "holds", level.holds().stream().map(Role::lower).toList());
    Json.put(node, "must_keep", level.mustKeep().stream().map(Role::lower).toList());
    node.put("unit", Json.lower(level.unit()));
    if (level.capacity() == MemoryLevel.UNLIMITED) {
      node.putNull("capacity");
    } else {
      node.put("capacity", level.capacity());
    }
    ObjectNode partitions = node.putObject("capacities");
    level.partitions().forEach((role, size) -> partitions.put(role.lower(), size));
    Json.put(node, "read_bandwidth", level.readBandwidth());
    Json.put(node, "write_bandwidth", level.writeBandwidth());
    Json.put(node, "shared_bandwidth", level.sharedBandwidth());
    return node.put("double_buffered", level.doubleBuffered())
        .put("read_energy", level.readEnergy())
        .put("write_energy", level.writeEnergy());
  }
}
