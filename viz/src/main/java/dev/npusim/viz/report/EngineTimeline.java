package dev.npusim.viz.report;

import dev.npusim.npu.program.Instruction;
import dev.npusim.npu.program.Instruction.ArrayTile;
import dev.npusim.npu.program.Instruction.Traffic;
import dev.npusim.npu.program.Instruction.Transfer;
import dev.npusim.npu.program.Instruction.VectorTile;
import dev.npusim.npu.simulate.Execution;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * How busy each engine was in equal bins of a run, and with what. Transfers from a weight memory
 * are none of the DRAM bus.
 *
 * @param busy share of each bin, 0 to 1, by {@link Lane} ordinal; of all cores together
 * @param owners per engine and bin the layer that most of its time went to, as an index of the
 *     result's layers; -1 where it was idle
 */
public record EngineTimeline(double[][] busy, int[][] owners) {
  /** What is told apart. */
  public enum Lane {
    ARRAY(0),
    VECTOR(1),
    /** Weights that cross the bus. */
    WEIGHTS(2),
    /** Inputs, outputs and whatever else is no weight and no spill. */
    ACTIVATIONS(2),
    /** Written to make room, and read back. */
    SPILL(2);

    private final int engine;

    Lane(int engine) {
      this.engine = engine;
    }
  }

  /** Array, vector unit, DRAM bus. */
  public static final int ENGINES = 3;

  /**
   * @param bins of equal duration
   */
  public static EngineTimeline of(RunReport report, int bins) {
    Execution execution = report.execution();
    Map<String, Integer> places = new HashMap<>();
    List<LayerRow> rows = report.result().layers();
    for (int i = 0; i < rows.size(); i++) {
      places.put(rows.get(i).name(), i);
    }
    double width = Math.max(1, execution.cycles()) / (double) bins;
    double[][] busy = new double[Lane.values().length][bins];
    Shares shares = new Shares(bins, rows.size());
    for (Instruction instruction : execution.program().instructions()) {
      if (instruction instanceof Transfer transfer
          && execution.program().isFromWeightMemory(transfer)) {
        continue;
      }
      Lane lane = lane(instruction);
      String node = execution.program().graph().nodes().get(instruction.layer()).name();
      int layer = places.getOrDefault(execution.program().wholeLayer(node), -1);
      double part = lane.engine == Lane.WEIGHTS.engine ? 1 : 1.0 / execution.npu().cores();
      double from = execution.start().get(instruction.id()) / width;
      double to = execution.busyEnd().get(instruction.id()) / width;
      for (int bin = (int) from; bin < Math.min(bins, Math.ceil(to)); bin++) {
        double share = part * (Math.min(to, bin + 1) - Math.max(from, bin));
        busy[lane.ordinal()][bin] += share;
        shares.add(lane.engine, bin, layer, share);
      }
    }
    return new EngineTimeline(busy, shares.owners);
  }

  private static Lane lane(Instruction instruction) {
    if (instruction instanceof ArrayTile) {
      return Lane.ARRAY;
    }
    if (instruction instanceof VectorTile) {
      return Lane.VECTOR;
    }
    Traffic traffic = ((Transfer) instruction).traffic();
    return switch (traffic) {
      case WEIGHTS -> Lane.WEIGHTS;
      case SPILL_WRITE, SPILL_READ -> Lane.SPILL;
      case INPUTS, OUTPUTS, OTHER -> Lane.ACTIVATIONS;
    };
  }

  /** Time of layers by engine and bin. */
  private static final class Shares {
    final int[][] owners;
    private final double[][] most;
    private final Map<Long, Double> sums = new HashMap<>();
    private final int bins;
    private final long layers;

    Shares(int bins, int layers) {
      this.bins = bins;
      this.layers = layers;
      owners = new int[ENGINES][bins];
      most = new double[ENGINES][bins];
      for (int[] engine : owners) {
        Arrays.fill(engine, -1);
      }
    }

    void add(int engine, int bin, int layer, double share) {
      if (layer < 0 || share <= 0) {
        return;
      }
      long key = ((long) engine * bins + bin) * layers + layer;
      double sum = sums.merge(key, share, Double::sum);
      if (sum > most[engine][bin]) {
        most[engine][bin] = sum;
        owners[engine][bin] = layer;
      }
    }
  }
}
