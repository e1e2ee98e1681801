package dev.npusim.mapper.search;

import com.google.common.collect.ImmutableList;
import dev.npusim.ir.Precision;
import dev.npusim.mapper.nest.Architecture;
import dev.npusim.mapper.nest.Layer;
import dev.npusim.mapper.nest.Layers;
import dev.npusim.mapper.nest.count.PhysicalCounter;
import dev.npusim.mapper.nest.text.ArchitectureYaml;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Prints how far an effort's results on hierarchies that are no systolic chips are from the best
 * ever found, over seeds 1 to 3. Arguments: effort, tuning, judging or all, and a file that keeps
 * the best ever found.
 */
final class HierarchySpread {
  private static final int SEEDS = 3;

  private HierarchySpread() {}

  private static final String SMALL =
      """
      name: small
      energy_unit: pJ
      compute: {macs_per_cycle: 1, energy: 0.2}
      levels:
        - {name: registers, unit: bytes, capacity: 128, energy: 0.1}
        - {name: buffer, unit: bytes, capacity: 65536, read_bandwidth: 32, write_bandwidth: 32, double_buffered: true, energy: 1.5}
        - {name: dram, unit: bytes, shared_bandwidth: 8, energy: 40}
      axes:
        - {name: columns, size: 8, under: buffer, dims: [K, N], reduces: false}
        - {name: rows, size: 8, under: buffer}
      """;

  /** The figures of a row-stationary chip, with energies as in its paper's table. */
  private static final String ROWS =
      """
      name: rows
      energy_unit: pJ
      compute: {macs_per_cycle: 1, energy: 1}
      levels:
        - {name: spad, capacity: 280, capacities: {weights: 224, inputs: 12, outputs: 24}, energy: 1}
        - {name: glb, capacity: 55296, read_bandwidth: 16, write_bandwidth: 16, energy: 6, holds: [inputs, outputs]}
        - {name: dram, shared_bandwidth: 4, energy: 200}
      axes:
        - {name: columns, size: 14, under: glb}
        - {name: rows, size: 12, under: glb}
      """;

  /** A weight-stationary array with its own accumulator. */
  private static final String STATIONARY =
      """
      name: stationary
      energy_unit: pJ
      compute: {macs_per_cycle: 1, energy: 0.5}
      levels:
        - {name: register, unit: bytes, capacity: 1, holds: [weights], energy: 0.01}
        - {name: accumulator, unit: bytes, capacity: 65536, holds: [outputs], read_bandwidth: 64, write_bandwidth: 64, energy: 0.6}
        - {name: scratchpad, unit: bytes, capacity: 262144, holds: [weights, inputs], read_bandwidth: 16, write_bandwidth: 16, double_buffered: true, energy: 1.2}
        - {name: dram, unit: bytes, shared_bandwidth: 16, energy: 60}
      axes:
        - {name: columns, size: 16, under: accumulator, dims: [K, N], reduces: false}
        - {name: rows, size: 16, under: accumulator, dims: [C, K]}
      """;

  /** Four levels and two grids. */
  private static final String GRIDS =
      """
      name: grids
      energy_unit: pJ
      compute: {macs_per_cycle: 8, energy: 0.2}
      levels:
        - {name: registers, unit: bytes, capacity: 64, energy: 0.05}
        - {name: local, unit: bytes, capacity: 32768, read_bandwidth: 64, write_bandwidth: 64, energy: 0.8}
        - {name: shared, unit: bytes, capacity: 1048576, read_bandwidth: 64, write_bandwidth: 64, double_buffered: true, energy: 3}
        - {name: dram, unit: bytes, shared_bandwidth: 32, energy: 60}
      axes:
        - {name: lanes, size: 8, under: local}
        - {name: tiles, size: 16, under: shared}
      """;

  private static List<Architecture> hierarchies() {
    List<Architecture> all = new ArrayList<>();
    for (String text : new String[] {SMALL, ROWS, STATIONARY, GRIDS}) {
      all.add(ArchitectureYaml.read("test", text));
    }
    all.add(Edge3.architecture());
    return all;
  }

  /** Even ones for tuning, odd ones for judging. */
  private static List<Layer> layers() {
    return ImmutableList.of(
        Edge3.conv("K64 C64 P28 R3", 64, 64, 28, 3, 1),
        Edge3.conv("K16 C200 P12 R5 s2", 16, 200, 12, 5, 2),
        Layers.gemm("M64 N64 K64", 64, 64, 64, Precision.W8A8),
        Edge3.conv("K128 C128 P14 R3", 128, 128, 14, 3, 1),
        Edge3.conv("K256 C64 P56 R1", 256, 64, 56, 1, 1),
        Layers.gemm("M77 N320 K768", 77, 320, 768, Precision.W8A8),
        Edge3.conv("K100 C36 P9 R7", 100, 36, 9, 7, 1),
        Edge3.grouped("dw 96 P28 s2", 96, 1, 1, 28, 3, 2));
  }

  public static void main(String[] args) throws IOException {
    Effort effort = Effort.valueOf(args[0]);
    Path file = Path.of(args[2]);
    Map<String, Double> references = new TreeMap<>();
    if (Files.exists(file)) {
      for (String line : Files.readAllLines(file)) {
        int comma = line.lastIndexOf(',');
        references.put(line.substring(0, comma), Double.parseDouble(line.substring(comma + 1)));
      }
    }
    double log = 0;
    double worst = 0;
    int within = 0;
    int runs = 0;
    long begin = cpu();
    for (Architecture architecture : hierarchies()) {
      List<Layer> layers = layers();
      for (int i = 0; i < layers.size(); i++) {
        if (args[1].equals(i % 2 == 0 ? "judging" : "tuning")) {
          continue;
        }
        for (Objective objective : Objective.values()) {
          String name = architecture.name() + " " + layers.get(i).name() + " " + objective;
          PhysicalCounter counter = new PhysicalCounter();
          SearchProblem problem =
              new SearchProblem(architecture, counter.view(layers.get(i)), counter, objective);
          double best = references.getOrDefault(name, Double.POSITIVE_INFINITY);
          double[] costs = new double[SEEDS];
          long start = cpu();
          for (int seed = 1; seed <= SEEDS; seed++) {
            costs[seed - 1] =
                new Alternatives(effort, seed).search(List.of(problem)).result().cost();
            best = Math.min(best, costs[seed - 1]);
          }
          references.put(name, best);
          StringBuilder ratios = new StringBuilder();
          for (double cost : costs) {
            ratios.append(String.format(" %.3f", cost / best));
            log += Math.log(cost / best);
            worst = Math.max(worst, cost / best);
            within += cost / best <= 1.02 ? 1 : 0;
            runs++;
          }
          System.out.printf(
              "%-40s %12.5g %s cpu %.3f%n", name, best, ratios, (cpu() - start) / 1e9 / SEEDS);
        }
      }
    }
    System.out.printf(
        "mean %.4f worst %.3f, %d of %d within 2 %%, cpu %.3f s per run%n",
        Math.exp(log / runs), worst, within, runs, (cpu() - begin) / 1e9 / runs);
    List<String> lines = new ArrayList<>();
    references.forEach((name, cost) -> lines.add(name + "," + cost));
    Files.write(file, lines);
  }

  private static long cpu() {
    return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
  }
}
