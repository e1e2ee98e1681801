package dev.npusim.mapper;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Loop;
import dev.npusim.mapper.nest.Mapping;
import java.util.Map;
import java.util.Optional;

/**
 * The loop nest in which a layer runs, as results tell it: readable without the architecture.
 *
 * @param dims bounds of the layer's dims by name
 * @param parts levels, each followed by the axes under it, from the outermost
 */
public record LayerNest(ImmutableMap<String, Long> dims, ImmutableList<Part> parts) {
  /**
   * A level of memory or an axis of the array.
   *
   * @param keeps operands held at a level; empty for an axis
   * @param loops the outermost first
   */
  public record Part(
      String name, boolean isAxis, ImmutableSet<String> keeps, ImmutableList<Loop> loops) {}

  /** Of a contraction: two that are read, one that is written. */
  private static final int OPERANDS = 3;

  public static LayerNest of(Architecture architecture, Layer layer, Mapping mapping) {
    ImmutableMap.Builder<String, Long> dims = ImmutableMap.builder();
    layer.dims().forEach(dim -> dims.put(dim.name(), dim.bound()));
    return new LayerNest(dims.buildOrThrow(), parts(architecture, mapping));
  }

  /** A mapping from the outermost level inwards, axes behind the level that feeds them. */
  public static ImmutableList<Part> parts(Architecture architecture, Mapping mapping) {
    ImmutableList.Builder<Part> parts = ImmutableList.builder();
    for (int level = architecture.levels().size() - 1; level >= 0; level--) {
      Mapping.AtLevel at = mapping.levels().get(level);
      parts.add(new Part(at.level(), false, at.keeps(), at.loops()));
      for (int axis = architecture.axes().size() - 1; axis >= 0; axis--) {
        if (architecture.axes().get(axis).under() == level) {
          Mapping.OnAxis on = mapping.axes().get(axis);
          parts.add(new Part(on.axis(), true, ImmutableSet.of(), on.loops()));
        }
      }
    }
    return parts.build();
  }

  /** Points of the iteration space, each one MAC. */
  public long points() {
    return dims.values().stream().reduce(1L, Math::multiplyExact);
  }

  /**
   * What is wrong with it: a loop over a dim it has not, a dim that its loops do not cover, or a
   * loop of more rounds than are left.
   */
  public Optional<String> error() {
    for (Part part : parts) {
      for (Loop loop : part.loops()) {
        if (!dims.containsKey(loop.dim())) {
          return Optional.of(part.name() + ": loop " + loop + ": no dim of this name in " + dims);
        }
      }
    }
    for (Map.Entry<String, Long> dim : dims.entrySet()) {
      double covered = 1;
      for (Part part : parts.reverse()) {
        for (Loop loop : part.loops().reverse()) {
          if (loop.dim().equals(dim.getKey())) {
            if (loop.factor() > Math.ceil(dim.getValue() / covered)) {
              return Optional.of(
                  "%s: loop %s: only %.0f rounds of %.0f are left of %d"
                      .formatted(
                          part.name(),
                          loop,
                          Math.ceil(dim.getValue() / covered),
                          covered,
                          dim.getValue()));
            }
            covered *= loop.factor();
          }
        }
      }
      if (covered < dim.getValue()) {
        return Optional.of(
            "dim %s: the factors of all levels and axes cover %.0f of %d"
                .formatted(dim.getKey(), covered, dim.getValue()));
      }
    }
    if (parts.isEmpty() || parts.get(0).keeps().size() != OPERANDS) {
      return Optional.of("the outermost level does not keep " + OPERANDS + " operands");
    }
    for (Part part : parts) {
      if (!parts.get(0).keeps().containsAll(part.keeps())) {
        return Optional.of(
            "%s keeps %s, the outermost level %s"
                .formatted(part.name(), part.keeps(), parts.get(0).keeps()));
      }
    }
    return Optional.empty();
  }
}
