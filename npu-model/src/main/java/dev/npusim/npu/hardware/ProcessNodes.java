package dev.npusim.npu.hardware;

import com.google.common.collect.ImmutableList;
import java.util.Comparator;
import java.util.List;

/**
 * Technology nodes and how figures go from one to another.
 *
 * <p>Published tables exist for few nodes. Between two of them a figure is interpolated by a
 * straight line in log-log over the node's name in nm, below the smallest the line goes on: both
 * are assumptions and say so. For logic above 45 nm, and for area, the ratios of Stillmaker and
 * Baas (Integration 58, 2017), as tabulated by Accelergy, take their place; they are made for logic
 * and differ from memory compilers (area 65 nm / 45 nm is 1.5 there and 2.1 in CACTI).
 */
final class ProcessNodes {
  /** Nodes that figures can be had for, the largest first. */
  static final ImmutableList<String> NAMES =
      ImmutableList.of(
          "65nm", "45nm", "40nm", "32nm", "28nm", "22nm", "20nm", "16nm", "14nm", "12nm", "10nm",
          "8nm", "7nm", "6nm", "5nm", "4nm", "3nm");

  /** Energy of logic at 65 nm over that at 45 nm, both polynomials a V^2 + b V + c at 1 V. */
  static final double ENERGY_65_TO_45 = (3.755 - 4.398 + 1.975) / (1.103 - 0.362 + 0.2767);

  static final String SCALING = "Stillmaker and Baas 2017, as tabulated by Accelergy";

  private static final LogLog AREA =
      new LogLog(
          new double[] {7, 10, 14, 16, 20, 32, 45, 65},
          new double[] {0.059, 0.1, 0.17, 0.19, 0.21, 0.46, 1, 1.5});

  private ProcessNodes() {}

  static double nanometres(String process) {
    return Double.parseDouble(process.substring(0, process.length() - 2));
  }

  /** Area of the same logic relative to 45 nm; below 7 nm the line from 10 nm goes on. */
  static double area(String process) {
    return AREA.at(nanometres(process));
  }

  /** Whether {@link #area} leaves its table. */
  static boolean isAreaExtrapolated(String process) {
    return nanometres(process) < 7;
  }

  /** The two nodes among {@code known} to draw a line through for {@code process}. */
  static ImmutableList<String> around(String process, List<String> known) {
    double wanted = nanometres(process);
    List<String> byDistance =
        known.stream().sorted(Comparator.comparingDouble(ProcessNodes::nanometres)).toList();
    int right = 1;
    while (right < byDistance.size() - 1 && nanometres(byDistance.get(right)) < wanted) {
      right++;
    }
    return ImmutableList.of(byDistance.get(right - 1), byDistance.get(right));
  }

  /** On the line in log-log through the figures of two nodes. */
  static double between(String process, List<String> nodes, double atFirst, double atSecond) {
    return new LogLog(
            new double[] {nanometres(nodes.get(0)), nanometres(nodes.get(1))},
            new double[] {atFirst, atSecond})
        .at(nanometres(process));
  }

  /** How {@link #between} came by a figure. */
  static String how(String process, List<String> nodes) {
    boolean isOutside =
        nanometres(process) < nanometres(nodes.get(0))
            || nanometres(process) > nanometres(nodes.get(1));
    return (isOutside ? "EXTRAPOLATED to " : "interpolated to ")
        + process
        + " in log-log from "
        + nodes.get(0)
        + " and "
        + nodes.get(1);
  }

  /**
   * @throws HardwareException naming the nearest node for one without figures
   */
  static void require(String process, Section energy) {
    if (NAMES.contains(process)) {
      return;
    }
    double wanted = nanometres(process);
    String nearest =
        NAMES.stream()
            .min(Comparator.comparingDouble(name -> Math.abs(nanometres(name) - wanted)))
            .orElseThrow();
    throw energy.error(
        "process",
        Quote.of(process)
            + ": no energies or areas are known for this node; nearest: "
            + nearest
            + "; known: "
            + String.join(", ", NAMES));
  }
}
