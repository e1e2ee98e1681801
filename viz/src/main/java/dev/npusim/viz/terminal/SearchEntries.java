package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.search.Objective;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/** How a mapping was found and how good any can be. */
final class SearchEntries {
  private SearchEntries() {}

  static void add(Section section, MappedLayer.Searched searched) {
    section.entry(
        "optimal",
        searched.optimal()
            ? "yes: proven, no mapping has less " + name(searched.objective())
            : "not proven");
    section.entry("bound", bound(searched));
    section.entry(
        "search",
        searched.strategy()
            + (searched.targets() > 1 ? " over " + searched.targets() + " dataflows" : "")
            + ": "
            + Units.exact(searched.evaluated())
            + " mappings priced, "
            + Units.exact(searched.pruned())
            + " partial ones pruned, in "
            + Units.seconds(searched.cpuSeconds())
            + " of CPU: "
            + Units.count(searched.evaluated() / Math.max(1e-9, searched.cpuSeconds()))
            + " priced per CPU second");
  }

  private static String bound(MappedLayer.Searched searched) {
    if (!(searched.lowerBound() > 0)) {
      return "none known for the " + name(searched.objective());
    }
    return String.format(
        Locale.ROOT,
        "%s >= %.6g; this mapping has %.6g, %.2f %% above (gap)",
        name(searched.objective()),
        searched.lowerBound(),
        searched.cost(),
        searched.gapPercent());
  }

  private static String name(Objective objective) {
    return switch (objective) {
      case LATENCY -> "latency";
      case ENERGY -> "energy";
      case EDP -> "EDP";
    };
  }
}
