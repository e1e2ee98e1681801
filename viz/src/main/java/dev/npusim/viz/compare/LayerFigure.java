package dev.npusim.viz.compare;

import dev.npusim.mapper.sweep.Metric;
import dev.npusim.viz.report.LayerRow;

/** What layers are compared by; over all layers of a run it adds up to the run's. */
public enum LayerFigure {
  LATENCY(Metric.LATENCY),
  ENERGY(Metric.ENERGY),
  DRAM(Metric.DRAM);

  private final Metric total;

  LayerFigure(Metric total) {
    this.total = total;
  }

  /** What it adds up to. */
  public Metric total() {
    return total;
  }

  /** In seconds, joules or bytes. */
  double of(ComparedRun run, LayerRow layer) {
    return switch (this) {
      case LATENCY -> layer.activity().chargedCycles() * run.secondsPerCycle();
      case ENERGY -> layer.activity().energy().total();
      case DRAM ->
          Math.addExact(layer.activity().dramReadBytes(), layer.activity().dramWriteBytes());
    };
  }
}
