package dev.npusim.mapper.nest.count;

import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.FlatMapping;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Mapping;
import dev.npusim.mapper.nest.MappingCheck;

/** A convention of counting. Costs are pure functions of architecture, layer and mapping. */
public interface Counter {
  /** As options spell it, such as {@code timeloop}. */
  String name();

  /**
   * Whether a memory forgets a tile as soon as a loop outside the first one that addresses it
   * advances; otherwise it keeps what the next tile shares with it. Lower bounds rest on this.
   */
  boolean forgets();

  /**
   * Whether a level with one buffer waits for its transfers, and data take time to pass from one
   * instance to the next; otherwise everything overlaps. Lower bounds of cycles rest on this.
   */
  default boolean waits() {
    return false;
  }

  /**
   * The layer as this convention sees it: its dims are the same, what its operands span may not.
   */
  default Layer view(Layer layer) {
    return layer;
  }

  /**
   * Prices many mappings of one layer to one architecture without allocating; not thread-safe, one
   * per thread.
   */
  Evaluator evaluator(Architecture architecture, Layer layer);

  /**
   * The cost of one mapping.
   *
   * @throws dev.npusim.mapper.nest.MappingException where the mapping is not valid
   */
  default CostReport cost(Architecture architecture, Layer layer, Mapping mapping) {
    MappingCheck.check(architecture, layer, mapping);
    Evaluator evaluator = evaluator(architecture, layer);
    evaluator.countOrFail(FlatMapping.of(architecture, layer, mapping));
    return CostReport.of(name(), evaluator);
  }
}
