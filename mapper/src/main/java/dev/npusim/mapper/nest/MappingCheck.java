package dev.npusim.mapper.nest;

import dev.npusim.ir.NearestName;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Whether a mapping is one of a layer to an architecture. Sizes of tiles are the counter's to check
 * (they depend on widths).
 */
public final class MappingCheck {
  private final Architecture architecture;
  private final Layer layer;

  /** Extent of each dim that the loops seen so far cover, from the inside. */
  private final long[] covered;

  private MappingCheck(Architecture architecture, Layer layer) {
    this.architecture = architecture;
    this.layer = layer;
    this.covered = new long[layer.dims().size()];
    Arrays.fill(covered, 1);
  }

  /**
   * @throws MappingException naming loop, level or axis and operand
   */
  public static void check(Architecture architecture, Layer layer, Mapping mapping) {
    new MappingCheck(architecture, layer).check(mapping);
  }

  private void check(Mapping mapping) {
    names(
        mapping.levels().stream().map(Mapping.AtLevel::level).toList(),
        architecture.levelNames(),
        "level");
    names(
        mapping.axes().stream().map(Mapping.OnAxis::axis).toList(),
        architecture.axisNames(),
        "axis");
    for (int level = 0; level < mapping.levels().size(); level++) {
      for (int axis = 0; axis < mapping.axes().size(); axis++) {
        if (architecture.axes().get(axis).under() == level) {
          axis(architecture.axes().get(axis), mapping.axes().get(axis));
        }
      }
      level(architecture.levels().get(level), mapping.levels().get(level));
    }
    for (int dim = 0; dim < covered.length; dim++) {
      Dim wanted = layer.dims().get(dim);
      if (covered[dim] < wanted.bound()) {
        throw new MappingException(
            "dim "
                + wanted.name()
                + ": the factors of all levels and axes cover "
                + covered[dim]
                + " of "
                + wanted.bound()
                + factorsOf(mapping, wanted.name()));
      }
    }
    kept(mapping.levels().get(mapping.levels().size() - 1), mapping);
  }

  private void names(List<String> given, List<String> expected, String what) {
    for (String name : given) {
      if (!expected.contains(name)) {
        throw new MappingException(
            what
                + " "
                + name
                + ": "
                + architecture.name()
                + " has none of this name"
                + NearestName.hint(name, expected));
      }
    }
    if (!given.equals(expected)) {
      throw new MappingException(
          "the mapping gives " + what + " " + given + "; expected each once, in order " + expected);
    }
  }

  private void axis(SpatialAxis axis, Mapping.OnAxis on) {
    String where = "axis " + axis.name();
    Set<Integer> seen = new HashSet<>();
    long used = 1;
    for (Loop loop : on.loops()) {
      int dim = layer.dim(loop.dim(), "loop " + loop + " on " + where);
      once(seen, dim, loop, where);
      boolean reduction =
          layer.operands().stream()
              .filter(Operand::isWritten)
              .noneMatch(output -> (output.relevantDims() & 1 << dim) != 0);
      if (loop.factor() > 1 && !axis.dims().isEmpty() && !axis.dims().contains(loop.dim())) {
        throw new MappingException(
            "loop "
                + loop
                + " on "
                + where
                + ": it carries only "
                + String.join(", ", axis.dims()));
      }
      if (loop.factor() > 1 && reduction && !axis.reduces()) {
        throw new MappingException(
            "loop "
                + loop
                + " on "
                + where
                + ": it adds no partial sums, and "
                + loop.dim()
                + " is summed over");
      }
      cover(dim, loop, where);
      used = Math.multiplyExact(used, loop.factor());
    }
    if (used > axis.size()) {
      throw new MappingException(
          where + " is over-subscribed: " + join(on.loops()) + " = " + used + " of " + axis.size());
    }
  }

  private void level(MemoryLevel level, Mapping.AtLevel at) {
    String where = "level " + level.name();
    Set<Integer> seen = new HashSet<>();
    for (Loop loop : at.loops().reverse()) {
      int dim = layer.dim(loop.dim(), "loop " + loop + " at " + where);
      once(seen, dim, loop, where);
      cover(dim, loop, where);
    }
    for (String name : at.keeps()) {
      Operand operand = layer.operands().get(layer.operand(name, where));
      if (!level.holds().contains(operand.role())) {
        throw new MappingException(
            where
                + ": keeps operand "
                + name
                + " ("
                + operand.role().lower()
                + "); it can hold "
                + String.join(", ", level.holds().stream().map(Role::lower).toList()));
      }
    }
    for (Operand operand : layer.operands()) {
      if (level.mustKeep().contains(operand.role()) && !at.keeps().contains(operand.name())) {
        throw new MappingException(
            where
                + ": operand "
                + operand.name()
                + " ("
                + operand.role().lower()
                + ") cannot pass it by");
      }
    }
  }

  private static void once(Set<Integer> seen, int dim, Loop loop, String where) {
    if (!seen.add(dim)) {
      throw new MappingException("loop " + loop + " at " + where + ": a second loop of this dim");
    }
  }

  private void cover(int dim, Loop loop, String where) {
    long bound = layer.dims().get(dim).bound();
    long most = (bound + covered[dim] - 1) / covered[dim];
    if (loop.factor() > Math.max(1, most)) {
      throw new MappingException(
          "loop "
              + loop
              + " at "
              + where
              + ": a tile larger than its bound: with "
              + covered[dim]
              + " inside it covers "
              + loop.factor()
              + " x "
              + covered[dim]
              + " of "
              + bound
              + "; at most "
              + loop.dim()
              + "="
              + Math.max(1, most));
    }
    covered[dim] *= loop.factor();
  }

  private void kept(Mapping.AtLevel outermost, Mapping mapping) {
    for (Operand operand : layer.operands()) {
      if (mapping.levels().stream().noneMatch(at -> at.keeps().contains(operand.name()))) {
        throw new MappingException("operand " + operand.name() + ": held by no level");
      }
      if (!outermost.keeps().contains(operand.name())) {
        throw new MappingException(
            "operand "
                + operand.name()
                + ": not held by level "
                + outermost.level()
                + ", the outermost one, where every operand begins or ends");
      }
    }
  }

  private static String factorsOf(Mapping mapping, String dim) {
    List<String> factors = new ArrayList<>();
    mapping.levels().forEach(at -> add(factors, at.loops(), dim, at.level()));
    mapping.axes().forEach(on -> add(factors, on.loops(), dim, on.axis()));
    return factors.isEmpty() ? " (no loop of it)" : " (" + String.join(", ", factors) + ")";
  }

  private static void add(List<String> factors, List<Loop> loops, String dim, String where) {
    loops.stream()
        .filter(loop -> loop.dim().equals(dim))
        .forEach(loop -> factors.add(loop.factor() + " at " + where));
  }

  private static String join(List<Loop> loops) {
    return String.join(" x ", loops.stream().map(Loop::toString).toList());
  }
}
