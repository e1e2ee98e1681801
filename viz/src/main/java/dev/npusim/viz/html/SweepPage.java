package dev.npusim.viz.html;

import dev.npusim.viz.sweep.SweepReport;
import java.io.IOException;
import java.io.Writer;

/** {@code report.html} of a sweep: one file that needs no network. */
public final class SweepPage {
  private SweepPage() {}

  public static void write(SweepReport report, Writer out) throws IOException {}
}
