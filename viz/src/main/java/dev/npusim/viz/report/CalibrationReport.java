package dev.npusim.viz.report;

import com.google.common.collect.ImmutableList;
import dev.npusim.npu.calibrate.Calibration;

/**
 * Constants fitted to measured rows.
 *
 * @param title of the rows
 * @param why the terms are these; empty where it was not said
 * @param calibrations one per target
 * @param bar what the worst row left out may be off; NaN without one
 */
public record CalibrationReport(
    String version,
    String command,
    String title,
    String why,
    ImmutableList<Calibration> calibrations,
    double bar) {
  /** Whether every calibration stays within the bar. */
  public boolean meets() {
    return calibrations.stream().allMatch(this::meets);
  }

  /** Whether one does. */
  public boolean meets(Calibration calibration) {
    return Double.isNaN(bar) || calibration.leaveOneOut().worst() <= bar;
  }
}
