package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.viz.report.MappingReport;
import dev.npusim.viz.text.Section;

/** One layer's mapping on a terminal: what is assumed, the loop nest, what it moves and costs. */
public final class MappingSummary {
  private MappingSummary() {}

  /**
   * @param width characters per line; less than 60 is taken as 60
   */
  public static String render(MappingReport report, int width) {
    int columns = Math.max(60, width);
    StringBuilder text = new StringBuilder();
    for (MappedLayer mapped : report.layers()) {
      text.append(new LayerSection(mapped, columns).render())
          .append(new HierarchySection(report, mapped, columns).render())
          .append(new NestSection(mapped, columns).render())
          .append(new AccessSection(mapped, columns).render())
          .append(new MappingCostSection(report, mapped, columns).render());
    }
    if (!report.notes().isEmpty()) {
      Section notes = new Section("Notes", columns);
      report.notes().forEach(notes::note);
      text.append(notes);
    }
    return text.toString().stripTrailing() + "\n";
  }
}
