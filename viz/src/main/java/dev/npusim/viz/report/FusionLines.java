package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.depthfirst.FusedGroup;
import dev.npusim.mapper.depthfirst.FusionChoice.Mode;
import dev.npusim.mapper.depthfirst.FusionGroup;
import dev.npusim.mapper.depthfirst.Halo;
import dev.npusim.viz.text.Units;
import java.util.List;
import java.util.Locale;

/** The table of the groups that ran depth-first, and what its columns mean. */
public final class FusionLines {
  public static final ImmutableList<String> COLUMNS =
      ImmutableList.of(
          "from", "to", "layers", "tile", "tiles", "halo", "MACs", "SRAM", "DRAM saved", "moved");

  public static final String NOTE =
      "Layers from..to run tile by tile (columns x rows of the last one's result). MACs: of all"
          + " tiles over the model's. SRAM: tiles between the layers and their weights. DRAM saved:"
          + " against each result inside the group written once and read by each of its readers;"
          + " moved: what of these still went through DRAM.";

  private FusionLines() {}

  /** One row per group. */
  public static ImmutableList<List<String>> rows(Result result) {
    return result.fusedGroups().stream()
        .map(FusionLines::row)
        .collect(ImmutableList.toImmutableList());
  }

  private static List<String> row(FusedGroup fused) {
    FusionGroup group = fused.group();
    long macs = fused.cost().macs();
    long model = macs - fused.cost().macsAdded();
    return List.of(
        group.nodes().get(0),
        group.nodes().get(group.nodes().size() - 1),
        Integer.toString(group.nodes().size()),
        group.tileWidth() + "x" + group.tileHeight(),
        Integer.toString(fused.cost().tiles()),
        halo(group),
        model == 0 ? Units.NONE : String.format(Locale.ROOT, "%.4fx", (double) macs / model),
        Units.bytes(fused.cost().sramBytes()),
        Units.bytes(fused.savedBytes()),
        Units.bytes(fused.movedBytes()));
  }

  private static String halo(FusionGroup group) {
    boolean vertical = group.vertical() == Halo.CACHED;
    boolean horizontal = group.horizontal() == Halo.CACHED;
    return vertical == horizontal
        ? vertical ? "cached" : "recomputed"
        : vertical ? "rows cached" : "columns cached";
  }

  /** As the option is written; empty for the default. */
  public static String asked(Result result) {
    Mode mode = result.options().fusion().mode();
    return mode == Mode.AUTO
        ? ""
        : ", fuse "
            + Json.lower(mode)
            + result
                .options()
                .fusion()
                .tile()
                .map(tile -> " in tiles of " + tile.width() + "x" + tile.height())
                .orElse("");
  }
}
