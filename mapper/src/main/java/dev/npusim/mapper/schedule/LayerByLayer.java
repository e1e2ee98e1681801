package dev.npusim.mapper.schedule;

import java.util.Optional;

/**
 * Every tensor goes to DRAM when its layer is done and is fetched by each of its readers. A layer
 * is a contraction or attention with the pointwise work on its way.
 */
final class LayerByLayer extends OneShot {
  LayerByLayer(ScheduleProblem problem) {
    super(problem);
  }

  @Override
  public String name() {
    return "layer-by-layer";
  }

  @Override
  public String description() {
    return "nothing but a layer's own operands in SRAM";
  }

  @Override
  Optional<Plan> on(Plan base) {
    return Optional.of(base.with(Plan.Others.STREAM));
  }
}
