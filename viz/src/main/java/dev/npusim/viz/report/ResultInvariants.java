package dev.npusim.viz.report;

import dev.npusim.mapper.TensorDecision;
import dev.npusim.npu.simulate.LayerActivity;
import java.util.Comparator;
import java.util.List;
import java.util.function.ToLongFunction;

/** The sums that hold in every result. */
final class ResultInvariants {
  /** Energies are sums of doubles in different orders. */
  private static final double RELATIVE = 1e-9;

  private ResultInvariants() {}

  /**
   * @throws ResultException naming the first sum that does not hold, with both sides
   */
  static void require(Result result) {
    Totals totals = result.totals();
    double energy =
        result.layers().stream().mapToDouble(row -> row.activity().energy().total()).sum();
    double expected = totals.energy().total();
    if (Math.abs(energy - expected) > RELATIVE * Math.max(Math.abs(energy), Math.abs(expected))) {
      throw new ResultException(
          "layer energies add up to " + energy + " J, the run took " + expected + " J");
    }
    equal("DRAM reads", sum(result, LayerActivity::dramReadBytes), totals.dramReadBytes());
    equal("DRAM writes", sum(result, LayerActivity::dramWriteBytes), totals.dramWriteBytes());
    equal(
        "DRAM byte classes",
        totals.dramBytes().values().stream().mapToLong(Long::longValue).sum(),
        totals.dramReadBytes() + totals.dramWriteBytes());
    equal("charged cycles", sum(result, LayerActivity::chargedCycles), totals.cycles());
    equal("MACs", sum(result, LayerActivity::macs), totals.macs() + totals.recomputedMacs());
    covered(result.layers(), totals.launches().runCycles(), totals.cycles());
    for (TensorDecision tensor : result.tensors()) {
      equal(
          "parts of tensor " + tensor.name(),
          tensor.keptBytes()
              + tensor.spilledBytes()
              + tensor.recomputedBytes()
              + tensor.fusedBytes(),
          tensor.bytes());
    }
  }

  private static long sum(Result result, ToLongFunction<LayerActivity> value) {
    return result.layers().stream().map(LayerRow::activity).mapToLong(value).sum();
  }

  private static void equal(String what, long sum, long total) {
    if (sum != total) {
      throw new ResultException(what + " add up to " + sum + ", not to " + total);
    }
  }

  /**
   * @param launch cycles before anything of the run is issued
   */
  private static void covered(List<LayerRow> rows, long launch, long cycles) {
    long reached = launch;
    List<LayerActivity> byStart =
        rows.stream()
            .map(LayerRow::activity)
            .sorted(Comparator.comparingLong(LayerActivity::startCycle))
            .toList();
    for (LayerActivity activity : byStart) {
      if (activity.startCycle() > reached) {
        break;
      }
      reached = Math.max(reached, activity.endCycle());
    }
    if (reached != cycles) {
      throw new ResultException(
          "layer intervals cover the run up to cycle " + reached + " of " + cycles);
    }
  }
}
