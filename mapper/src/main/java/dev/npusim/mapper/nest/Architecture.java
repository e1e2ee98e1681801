package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.NearestName;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * A hierarchy of memories around replicated MAC units.
 *
 * @param levels the innermost first; the outermost holds every operand
 * @param axes the innermost first
 * @param energyUnit of every energy, such as pJ
 */
public record Architecture(
    String name,
    Compute compute,
    ImmutableList<MemoryLevel> levels,
    ImmutableList<SpatialAxis> axes,
    String energyUnit) {
  /** Axes that one level may feed. */
  public static final int MOST_AXES = 4;

  /** MAC units at most, so that counts over all of them stay below 2^63. */
  private static final long MOST_INSTANCES = 1L << 30;

  public Architecture {
    if (levels.isEmpty()) {
      throw new MappingException(name + ": no level of memory");
    }
    MemoryLevel outermost = levels.get(levels.size() - 1);
    if (outermost.holds().size() != Role.values().length) {
      throw new MappingException(
          name + ": level " + outermost.name() + " is the outermost one and must hold every role");
    }
    Set<String> names = new HashSet<>();
    levels.forEach(level -> unique(name, names, level.name()));
    int last = 0;
    for (SpatialAxis axis : axes) {
      unique(name, names, axis.name());
      if (axis.under() < last || axis.under() >= levels.size()) {
        throw new MappingException(name + ": axis " + axis.name() + " is out of order");
      }
      last = axis.under();
    }
    double instances = 1;
    for (SpatialAxis axis : axes) {
      instances *= axis.size();
      if (instances > MOST_INSTANCES) {
        throw new MappingException(
            "%s: axis %s makes more than %,d instances"
                .formatted(name, axis.name(), MOST_INSTANCES));
      }
    }
    for (int level = 0; level < levels.size(); level++) {
      int under = level;
      if (axes.stream().filter(axis -> axis.under() == under).count() > MOST_AXES) {
        throw new MappingException(
            name + ": more than " + MOST_AXES + " axes under " + levels.get(level).name());
      }
    }
  }

  private static void unique(String where, Set<String> names, String name) {
    if (!names.add(name)) {
      throw new MappingException(where + ": two levels or axes named " + name);
    }
  }

  public List<String> levelNames() {
    return levels.stream().map(MemoryLevel::name).toList();
  }

  public List<String> axisNames() {
    return axes.stream().map(SpatialAxis::name).toList();
  }

  /** The position of a level. */
  public int level(String level) {
    return position(level, levelNames(), "level");
  }

  /** The position of an axis. */
  public int axis(String axis) {
    return position(axis, axisNames(), "axis");
  }

  private int position(String wanted, List<String> names, String what) {
    int index = names.indexOf(wanted);
    if (index < 0) {
      throw new MappingException(
          name + " has no " + what + " " + wanted + NearestName.hint(wanted, names));
    }
    return index;
  }

  /** Instances of a level (-1: MAC units) on the whole chip. */
  public long instances(int level) {
    return axes.stream()
        .filter(axis -> axis.under() > level)
        .mapToLong(SpatialAxis::size)
        .reduce(1, Math::multiplyExact);
  }

  /**
   * Refuses axes that could carry none of a layer's dims because they name others.
   *
   * @throws MappingException naming axis and dims
   */
  public void requireDims(Layer layer) {
    for (SpatialAxis axis : axes) {
      if (!axis.dims().isEmpty() && axis.dims().stream().noneMatch(layer.dimNames()::contains)) {
        String first = axis.dims().iterator().next();
        throw new MappingException(
            "%s: axis %s carries %s, but %s has the dims %s%s"
                .formatted(
                    name,
                    axis.name(),
                    axis.dims(),
                    layer.name(),
                    layer.dimNames(),
                    NearestName.hint(first, layer.dimNames())));
      }
    }
  }

  /** MACs per cycle with every unit busy. */
  public double peakMacsPerCycle() {
    return instances(-1) * compute.macsPerCycle();
  }
}
