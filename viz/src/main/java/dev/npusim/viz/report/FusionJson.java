package dev.npusim.viz.report;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Region;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.mapper.depthfirst.FusionChoice;
import dev.npusim.mapper.depthfirst.FusionChoice.Mode;
import dev.npusim.mapper.depthfirst.FusionChoice.Tiling;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.GroupCost;
import dev.npusim.mapper.depthfirst.Halo;
import java.util.Optional;

/** What was asked of fusion, {@code fused_groups[]} and {@code tiles[]}. */
final class FusionJson {
  private FusionJson() {}

  static ObjectNode write(FusionChoice choice) {
    ObjectNode node = Json.object().put("mode", Json.lower(choice.mode()));
    choice
        .tile()
        .ifPresent(
            tile ->
                node.put("tile_width", tile.width())
                    .put("tile_height", tile.height())
                    .put("vertical", Json.lower(tile.vertical()))
                    .put("horizontal", Json.lower(tile.horizontal())));
    return node;
  }

  static FusionChoice readChoice(JsonFields fields) {
    return new FusionChoice(
        fields.enumAt("mode", Mode.class),
        fields.has("tile_width")
            ? Optional.of(
                new Tiling(
                    fields.intAt("tile_width"),
                    fields.intAt("tile_height"),
                    fields.enumAt("vertical", Halo.class),
                    fields.enumAt("horizontal", Halo.class)))
            : Optional.empty());
  }

  static ObjectNode write(FusedGroup fused) {
    FusionGroup group = fused.group();
    GroupCost cost = fused.cost();
    ObjectNode node = Json.object();
    Json.put(node, "layers", group.nodes());
    return node.put("tile_width", group.tileWidth())
        .put("tile_height", group.tileHeight())
        .put("vertical", Json.lower(group.vertical()))
        .put("horizontal", Json.lower(group.horizontal()))
        .put("tiles", cost.tiles())
        .put("tile_nodes", cost.nodes())
        .put("macs", cost.macs())
        .put("macs_added", cost.macsAdded())
        .put("sram_bytes", cost.sramBytes())
        .put("peak_sram_bytes", fused.peakSramBytes())
        .put("dram_bytes", cost.dramBytes())
        .put("inside_bytes", cost.savedBytes())
        .put("inside_moved_bytes", fused.movedBytes())
        .put("dram_bytes_saved", fused.savedBytes());
  }

  static FusedGroup readGroup(JsonFields fields) {
    return new FusedGroup(
        new FusionGroup(
            fields.textsAt("layers"),
            fields.intAt("tile_height"),
            fields.intAt("tile_width"),
            fields.enumAt("vertical", Halo.class),
            fields.enumAt("horizontal", Halo.class)),
        new GroupCost(
            fields.intAt("tiles"),
            fields.intAt("tile_nodes"),
            fields.longAt("macs"),
            fields.longAt("macs_added"),
            fields.longAt("sram_bytes"),
            fields.longAt("dram_bytes"),
            fields.longAt("inside_bytes")),
        fields.longAt("inside_moved_bytes"),
        fields.longAt("peak_sram_bytes"));
  }

  static ArrayNode write(ImmutableList<TileRow> tiles) {
    ArrayNode rows = Json.MAPPER.createArrayNode();
    for (TileRow tile : tiles) {
      ObjectNode node = rows.addObject();
      Region window = tile.window();
      node.put("name", tile.name())
          .put("layer", tile.layer())
          .put("row_begin", window.rowBegin())
          .put("row_end", window.rowEnd())
          .put("column_begin", window.columnBegin())
          .put("column_end", window.columnEnd())
          .put("start_cycle", tile.startCycle())
          .put("end_cycle", tile.endCycle())
          .put("charged_cycles", tile.chargedCycles())
          .put("macs", tile.macs())
          .put("dram_read_bytes", tile.dramReadBytes())
          .put("dram_write_bytes", tile.dramWriteBytes());
      Json.put(node, "energy_j", tile.energyJ());
      node.put("peak_sram_bytes", tile.peakSramBytes()).put("loops", tile.loops());
    }
    return rows;
  }

  static TileRow readTile(JsonFields fields) {
    return new TileRow(
        fields.textAt("name"),
        fields.textAt("layer"),
        new Region(
            fields.intAt("row_begin"),
            fields.intAt("row_end"),
            fields.intAt("column_begin"),
            fields.intAt("column_end")),
        fields.longAt("start_cycle"),
        fields.longAt("end_cycle"),
        fields.longAt("charged_cycles"),
        fields.longAt("macs"),
        fields.longAt("dram_read_bytes"),
        fields.longAt("dram_write_bytes"),
        fields.doubleAt("energy_j"),
        fields.longAt("peak_sram_bytes"),
        fields.textAt("loops"));
  }
}
