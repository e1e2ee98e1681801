package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.count.CostReport;
import java.util.Arrays;
import java.util.Locale;
import java.util.StringJoiner;

/**
 * A mapping as people draw loop nests: levels from the outermost inwards, what each keeps, its
 * loops, and the loops that run side by side on the axes under it.
 */
public final class NestLines {
  /**
   * @param depth of indentation
   * @param note what the text leaves open, such as tiles that come out uneven; may be empty
   */
  public record Line(int depth, String text, String note) {}

  private final MappedLayer mapped;
  private final Layer layer;
  private final ImmutableList.Builder<Line> lines = ImmutableList.builder();

  /** Extent of each dim inside the loops that are still to be drawn. */
  private final long[] extents;

  /** What the loops still to be drawn cover of each dim, at most. */
  private final long[] inside;

  private int depth;

  private NestLines(MappedLayer mapped) {
    this.mapped = mapped;
    this.layer = mapped.layer();
    this.extents = layer.dims().stream().mapToLong(dim -> dim.bound()).toArray();
    this.inside = new long[extents.length];
    Arrays.fill(inside, 1);
    mapped.mapping().levels().forEach(at -> at.loops().forEach(this::cover));
    mapped.mapping().axes().forEach(on -> on.loops().forEach(this::cover));
  }

  public static ImmutableList<Line> of(MappedLayer mapped) {
    NestLines nest = new NestLines(mapped);
    nest.draw();
    return nest.lines.build();
  }

  private void cover(Loop loop) {
    inside[layer.dim(loop.dim(), "nest")] *= loop.factor();
  }

  private void draw() {
    Architecture architecture = mapped.target().architecture();
    for (int level = architecture.levels().size() - 1; level >= 0; level--) {
      Mapping.AtLevel at = mapped.mapping().levels().get(level);
      lines.add(new Line(depth, at.level(), keeps(mapped.cost().levels().get(level))));
      depth++;
      at.loops().forEach(loop -> loop("for ", loop, ""));
      for (int axis = architecture.axes().size() - 1; axis >= 0; axis--) {
        if (architecture.axes().get(axis).under() == level) {
          Mapping.OnAxis on = mapped.mapping().axes().get(axis);
          on.loops().forEach(loop -> loop("par-for ", loop, " on " + on.axis()));
        }
      }
    }
    lines.add(new Line(depth, "MAC", ""));
  }

  private String keeps(CostReport.AtLevel level) {
    Amounts amounts = Amounts.of(mapped);
    StringJoiner kept = new StringJoiner(", ", "keeps ", "").setEmptyValue("keeps nothing");
    level
        .operands()
        .forEach(o -> kept.add(o.operand() + " " + amounts.text(amounts.size(o.tile(), o))));
    return kept.toString();
  }

  private void loop(String keyword, Loop loop, String where) {
    int dim = layer.dim(loop.dim(), "nest");
    long extent = extents[dim];
    inside[dim] /= loop.factor();
    long tile = Math.min(inside[dim], extent);
    String text = keyword + loop.dim() + " in [0:" + loop.factor() + ")" + where;
    lines.add(new Line(depth, text, tiles(loop, tile, extent)));
    extents[dim] = tile;
    depth++;
  }

  private static String tiles(Loop loop, long tile, long extent) {
    long last = extent - (loop.factor() - 1) * tile;
    if (last != tile) {
      return String.format(
          Locale.ROOT, "%s tiles of %d, %s", loop.dim(), tile, last > 0 ? "last " + last : "short");
    }
    return tile == 1 ? "" : loop.dim() + " tiles of " + tile;
  }
}
