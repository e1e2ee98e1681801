package dev.npusim.mapper.nest;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableSet;
import java.util.Arrays;

/**
 * A mapping as primitive arrays that a search changes in place. Axes and levels are numbered as in
 * the architecture, dims and operands as in the layer, all from the inside. Nothing is checked
 * here: {@link MappingCheck} does that for mappings that come from outside.
 *
 * <p>Along one axis the dims are independent, so their order there is not kept; a dim on several
 * axes counts fastest on the innermost.
 */
@SuppressWarnings("MemberName")
public final class FlatMapping {
  private final Architecture architecture;
  private final Layer layer;
  private final int dims;

  /** Temporal factor of dim d at level l: {@code factors[l * dims + d]}; 1 for no loop. */
  public final long[] factors;

  /**
   * The dims of level l from the innermost loop outwards: {@code order[l * dims + i]}, each once.
   */
  public final int[] order;

  /** Spatial factor of dim d on axis a: {@code spatial[a * dims + d]}. */
  public final long[] spatial;

  /** Operands kept at level l, as a bit mask. */
  public final int[] keeps;

  /** The mapping with every factor 1, everything kept wherever the architecture can hold it. */
  public FlatMapping(Architecture architecture, Layer layer) {
    this.architecture = architecture;
    this.layer = layer;
    this.dims = layer.dims().size();
    int levels = architecture.levels().size();
    factors = new long[levels * dims];
    order = new int[levels * dims];
    spatial = new long[architecture.axes().size() * dims];
    keeps = new int[levels];
    Arrays.fill(factors, 1);
    Arrays.fill(spatial, 1);
    for (int level = 0; level < levels; level++) {
      for (int dim = 0; dim < dims; dim++) {
        order[level * dims + dim] = dim;
      }
      for (int operand = 0; operand < layer.operands().size(); operand++) {
        if (architecture
            .levels()
            .get(level)
            .holds()
            .contains(layer.operands().get(operand).role())) {
          keeps[level] |= 1 << operand;
        }
      }
    }
  }

  /** The same mapping, flat. It must have passed {@link MappingCheck}. */
  public static FlatMapping of(Architecture architecture, Layer layer, Mapping mapping) {
    FlatMapping flat = new FlatMapping(architecture, layer);
    for (int level = 0; level < mapping.levels().size(); level++) {
      flat.setLevel(level, mapping.levels().get(level));
    }
    for (int axis = 0; axis < mapping.axes().size(); axis++) {
      for (Loop loop : mapping.axes().get(axis).loops()) {
        flat.spatial[axis * flat.dims + layer.dim(loop.dim(), mapping.axes().get(axis).axis())] =
            loop.factor();
      }
    }
    return flat;
  }

  private void setLevel(int level, Mapping.AtLevel at) {
    keeps[level] = 0;
    for (String operand : at.keeps()) {
      keeps[level] |= 1 << layer.operand(operand, at.level());
    }
    int seen = 0;
    int position = 0;
    for (Loop loop : at.loops().reverse()) {
      int dim = layer.dim(loop.dim(), at.level());
      factors[level * dims + dim] = loop.factor();
      order[level * dims + position++] = dim;
      seen |= 1 << dim;
    }
    for (int dim = 0; dim < dims; dim++) {
      if ((seen & 1 << dim) == 0) {
        order[level * dims + position++] = dim;
      }
    }
  }

  /** Takes over all of {@code other}, a mapping of the same layer to the same architecture. */
  public void copyFrom(FlatMapping other) {
    System.arraycopy(other.factors, 0, factors, 0, factors.length);
    System.arraycopy(other.order, 0, order, 0, order.length);
    System.arraycopy(other.spatial, 0, spatial, 0, spatial.length);
    System.arraycopy(other.keeps, 0, keeps, 0, keeps.length);
  }

  public Architecture architecture() {
    return architecture;
  }

  public Layer layer() {
    return layer;
  }

  /** The readable form; loops of factor 1 are left out. */
  public Mapping toMapping() {
    ImmutableList.Builder<Mapping.AtLevel> atLevels = ImmutableList.builder();
    for (int level = 0; level < keeps.length; level++) {
      ImmutableSet.Builder<String> kept = ImmutableSet.builder();
      for (int operand = 0; operand < layer.operands().size(); operand++) {
        if ((keeps[level] & 1 << operand) != 0) {
          kept.add(layer.operands().get(operand).name());
        }
      }
      ImmutableList.Builder<Loop> loops = ImmutableList.builder();
      for (int i = dims - 1; i >= 0; i--) {
        int dim = order[level * dims + i];
        add(loops, dim, factors[level * dims + dim]);
      }
      atLevels.add(
          new Mapping.AtLevel(
              architecture.levels().get(level).name(), kept.build(), loops.build()));
    }
    ImmutableList.Builder<Mapping.OnAxis> onAxes = ImmutableList.builder();
    for (int axis = 0; axis < architecture.axes().size(); axis++) {
      ImmutableList.Builder<Loop> loops = ImmutableList.builder();
      for (int dim = 0; dim < dims; dim++) {
        add(loops, dim, spatial[axis * dims + dim]);
      }
      onAxes.add(new Mapping.OnAxis(architecture.axes().get(axis).name(), loops.build()));
    }
    return new Mapping(atLevels.build(), onAxes.build());
  }

  private void add(ImmutableList.Builder<Loop> loops, int dim, long factor) {
    if (factor > 1) {
      loops.add(new Loop(layer.dims().get(dim).name(), factor));
    }
  }
}
