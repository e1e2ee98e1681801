package dev.npusim.viz.report;

import dev.npusim.npu.simulate.LayerActivity;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;

/** The layers that lose most cycles, and why. */
public final class WorstLayers {
  private WorstLayers() {}

  /** Layers by charged cycles beyond what their MACs need at the peak rate, most first. */
  public static List<LayerRow> of(List<LayerRow> rows, int count) {
    return rows.stream()
        .sorted(Comparator.comparingDouble(WorstLayers::lost).reversed())
        .limit(count)
        .filter(row -> lost(row) > 0)
        .toList();
  }

  /** Cycles charged to {@code row} beyond what its MACs need at the peak rate. */
  public static double lost(LayerRow row) {
    return row.activity().chargedCycles() - row.split().used();
  }

  /** The largest loss in words. */
  public static String why(LayerRow row) {
    double[] parts = row.split().parts();
    int worst = 1;
    for (int part = 2; part < parts.length; part++) {
      if (parts[part] > parts[worst]) {
        worst = part;
      }
    }
    LayerActivity activity = row.activity();
    double share = activity.chargedCycles() > 0 ? parts[worst] / activity.chargedCycles() : 0;
    double megabytes = (activity.dramReadBytes() + activity.dramWriteBytes()) / 1e6;
    return String.format(Locale.ROOT, "%.0f %% %s", 100 * share, CycleSplit.NAMES.get(worst))
        + (worst == CycleSplit.DRAM ? String.format(Locale.ROOT, ", %.2f MB", megabytes) : "");
  }
}
