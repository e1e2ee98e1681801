package dev.npusim.mapper.stepplan;

import com.google.common.collect.ImmutableList;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** What more of one thing would buy: the same question asked again of a slightly larger chip. */
public final class PlanSensitivity {
  /** One MiB. */
  private static final long MORE_SRAM = 1 << 20;

  /** One GB/s. */
  private static final double MORE_BANDWIDTH = 1e9;

  /** One TOPS. */
  private static final double MORE_MACS = 1e12 / 2;

  private PlanSensitivity() {}

  /**
   * The same graph on another chip.
   *
   * @param change what is more
   */
  public record Row(String change, StepChip chip, PlanResult result) {}

  /** One more MiB, GB/s and TOPS, each alone. */
  public static ImmutableList<Row> of(
      StepChip chip, Function<StepChip, PlanResult> planner, BooleanSupplier stop) {
    StepChip sram =
        new StepChip(chip.sramBytes() + MORE_SRAM, chip.bytesPerSecond(), chip.macsPerSecond());
    StepChip bandwidth =
        new StepChip(
            chip.sramBytes(), chip.bytesPerSecond() + MORE_BANDWIDTH, chip.macsPerSecond());
    StepChip rate =
        new StepChip(chip.sramBytes(), chip.bytesPerSecond(), chip.macsPerSecond() + MORE_MACS);
    ImmutableList.Builder<Row> rows = ImmutableList.builder();
    add(rows, "+1 MiB SRAM", sram, planner, stop);
    add(rows, "+1 GB/s", bandwidth, planner, stop);
    add(rows, "+1 TOPS", rate, planner, stop);
    return rows.build();
  }

  private static void add(
      ImmutableList.Builder<Row> rows,
      String change,
      StepChip chip,
      Function<StepChip, PlanResult> planner,
      BooleanSupplier stop) {
    if (!stop.getAsBoolean()) {
      rows.add(new Row(change, chip, planner.apply(chip)));
    }
  }

  /** The smallest SRAM in which everything stays until its last use: what keeping all occupies. */
  public static long sramWithoutSpill(StepGraph graph) {
    long[] occupied = new long[graph.steps()];
    for (int step = 0; step < occupied.length; step++) {
      occupied[step] = StepModel.needed(graph.node(step));
    }
    for (int tensor = 0; tensor < graph.tensors(); tensor++) {
      int uses = graph.uses(tensor).length();
      if (uses > 0) {
        int last = graph.uses(tensor).get(uses - 1);
        for (int step = Math.max(0, graph.producer(tensor)); step <= last; step++) {
          occupied[step] = Math.addExact(occupied[step], graph.bytes(tensor));
        }
      }
    }
    long most = 0;
    for (long bytes : occupied) {
      most = Math.max(most, bytes);
    }
    return most;
  }

  /** DRAM bytes of any plan: weights are read, results written. */
  public static long compulsoryBytes(StepGraph graph) {
    long sum = 0;
    for (int step = 0; step < graph.steps(); step++) {
      sum = Math.addExact(sum, graph.node(step).weightBytes());
      if (graph.uses(graph.output(step)).isEmpty()) {
        sum = Math.addExact(sum, graph.bytes(graph.output(step)));
      }
    }
    return sum;
  }

  /** Seconds of any plan: all nodes are computed, and the compulsory bytes are moved. */
  public static double leastSeconds(StepGraph graph, StepChip chip) {
    double compute = graph.nodes().stream().mapToDouble(chip::computeSeconds).sum();
    return Math.max(compute, compulsoryBytes(graph) / chip.bytesPerSecond());
  }
}
