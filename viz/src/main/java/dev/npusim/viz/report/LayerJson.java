package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.primitives.ImmutableLongArray;
import dev.npusim.mapper.LayerMapping;
import dev.npusim.mapper.LayerNest;
import dev.npusim.npu.program.Dataflow;
import dev.npusim.npu.program.Residency;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A row of {@code layers[]}. */
final class LayerJson {
  private LayerJson() {}

  static ObjectNode write(LayerRow row) {
    LayerActivity activity = row.activity();
    ObjectNode node = Json.object();
    node.put("id", row.id())
        .put("name", row.name())
        .put("block", row.block())
        .put("op", row.op())
        .put("op_class", row.opClass())
        .put("group", row.mapping().group())
        .put("copy_of", row.copyOf())
        .put("start_cycle", activity.startCycle())
        .put("end_cycle", activity.endCycle())
        .put("charged_cycles", activity.chargedCycles())
        .put("macs", activity.macs())
        .put("parameters", row.parameters())
        .put("lane_ops", row.laneOps());
    Json.put(node, "mac_utilization", row.macUtilization());
    node.put("bound", Json.lower(activity.bound()))
        .put("dram_read_bytes", activity.dramReadBytes())
        .put("dram_write_bytes", activity.dramWriteBytes());
    Json.put(node, "energy_j", activity.energy().total());
    Json.put(node, "energy_by_component_j", activity.energy());
    node.put("peak_sram_bytes", activity.peakSramBytes());
    ObjectNode sram = node.putObject("sram_by_class");
    for (Residency.Use use : Residency.Use.values()) {
      sram.put(Json.lower(use), activity.sramByUse().get(use.ordinal()));
    }
    Json.put(node, "stall_cycles", activity.stalls());
    node.put("array_cycles", activity.arrayCycles());
    Json.put(node, "ideal_array_cycles", activity.idealArrayCycles());
    node.put("vector_cycles", activity.vectorCycles()).put("dram_cycles", activity.dramCycles());
    node.set("mapping", mapping(row.mapping()));
    row.mapping()
        .nest()
        .ifPresent(
            nest -> {
              ObjectNode mapping = (ObjectNode) node.get("mapping");
              mapping.set("dims", NestJson.dims(nest.dims()));
              mapping.set("nest", NestJson.write(nest.parts()));
            });
    return node;
  }

  /** What every row has: no loop nest, whose dims differ from layer to layer. */
  static ObjectNode writeFlat(LayerRow row) {
    ObjectNode node = write(row);
    ((ObjectNode) node.get("mapping")).remove(List.of("dims", "nest"));
    return node;
  }

  private static ObjectNode mapping(LayerMapping mapping) {
    Dataflow dataflow = mapping.dataflow();
    ObjectNode node = Json.object();
    node.put("engine", mapping.engine())
        .put("dataflow", dataflow == null ? null : dataflow.shortName());
    node.putObject("tile")
        .put("m", mapping.tileM())
        .put("n", mapping.tileN())
        .put("k", mapping.tileK());
    node.put("block_rows", mapping.blockRows()).put("loops", mapping.loops());
    Json.put(node, "spatial_utilization", mapping.spatialUtilization());
    return node;
  }

  static LayerRow read(JsonFields fields) {
    JsonFields sram = fields.child("sram_by_class");
    ImmutableLongArray.Builder uses = ImmutableLongArray.builder();
    for (Residency.Use use : Residency.Use.values()) {
      uses.add(sram.longAt(Json.lower(use)));
    }
    LayerActivity activity =
        new LayerActivity(
            fields.intAt("id"),
            fields.longAt("start_cycle"),
            fields.longAt("end_cycle"),
            fields.longAt("macs"),
            fields.longAt("array_cycles"),
            fields.doubleAt("ideal_array_cycles"),
            fields.longAt("vector_cycles"),
            fields.longAt("dram_cycles"),
            fields.longAt("charged_cycles"),
            fields.longAt("dram_read_bytes"),
            fields.longAt("dram_write_bytes"),
            Json.stalls(fields.child("stall_cycles")),
            Json.energy(fields.child("energy_by_component_j")),
            fields.enumAt("bound", LayerActivity.Bound.class),
            fields.longAt("peak_sram_bytes"),
            uses.build());
    return new LayerRow(
        activity.node(),
        fields.textAt("name"),
        fields.textAt("block"),
        fields.textAt("op"),
        fields.textAt("op_class"),
        fields.textOrNull("copy_of"),
        fields.longAt("parameters"),
        fields.longAt("lane_ops"),
        fields.doubleAt("mac_utilization"),
        activity,
        readMapping(fields));
  }

  private static LayerMapping readMapping(JsonFields layer) {
    JsonFields fields = layer.child("mapping");
    JsonFields tile = fields.child("tile");
    return new LayerMapping(
        layer.textAt("name"),
        layer.textAt("group"),
        fields.textAt("engine"),
        dataflow(fields),
        tile.longAt("m"),
        tile.longAt("n"),
        tile.longAt("k"),
        fields.longAt("block_rows"),
        fields.textAt("loops"),
        fields.doubleAt("spatial_utilization"),
        nest(layer, fields));
  }

  /** The nest of a layer that has one. */
  static Optional<LayerNest> nest(JsonFields layer, JsonFields fields) {
    if (!fields.has("nest")) {
      return Optional.empty();
    }
    LayerNest nest = NestJson.read(fields);
    if (nest.points() != layer.longAt("macs")) {
      throw new ResultException(
          "%s: a nest of %d MACs in a layer of %d"
              .formatted(fields.at("dims"), nest.points(), layer.longAt("macs")));
    }
    return Optional.of(nest);
  }

  private static @Nullable Dataflow dataflow(JsonFields fields) {
    String name = fields.textOrNull("dataflow");
    for (Dataflow dataflow : Dataflow.values()) {
      if (dataflow.shortName().equals(name)) {
        return dataflow;
      }
    }
    if (name != null) {
      throw new ResultException(fields.at("dataflow") + ": \"" + name + "\" is unknown");
    }
    return null;
  }
}
