package dev.npusim.viz.compare;

import dev.npusim.npu.hardware.Npu;
import dev.npusim.npu.hardware.Npus;
import dev.npusim.viz.report.LayerRow;
import dev.npusim.viz.report.MarginalLines;
import dev.npusim.viz.report.Result;
import dev.npusim.viz.report.ResultException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * One of the results that are compared.
 *
 * @param label a letter
 * @param source where it was found, as it was asked for
 * @param npu the chip that it ran on
 */
public record ComparedRun(String label, String source, Result result, Npu npu) {
  private static final String CHIP = "chip_yaml";

  /**
   * @throws ResultException where the result does not say which chip it is of, or two layers have
   *     one name: layers are compared by name
   */
  public static ComparedRun of(String label, String source, Result result) {
    String yaml = result.npu().path(CHIP).asText("");
    if (yaml.isEmpty()) {
      throw new ResultException(source + ": npu." + CHIP + ": missing, expected a string");
    }
    Set<String> names = new HashSet<>();
    for (LayerRow layer : result.layers()) {
      if (!names.add(layer.name())) {
        throw new ResultException(source + ": layers: " + layer.name() + " is there twice");
      }
    }
    Npu npu = Npus.parse(source + ": npu." + CHIP, yaml, List.of()).npu();
    return new ComparedRun(label, source, result, npu);
  }

  /** Model, chip and widths. */
  public String what() {
    return result.workload().facts().name()
        + " on "
        + npu.name()
        + ", "
        + result.options().precision();
  }

  /** What more bandwidth or SRAM would do for its plan; empty where it does not say. */
  public String whatWouldHelp() {
    return MarginalLines.brief(result);
  }

  double secondsPerCycle() {
    long cycles = result.totals().cycles();
    return cycles > 0 ? result.totals().latencySeconds() / cycles : 0;
  }
}
