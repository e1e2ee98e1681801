package dev.npusim.viz.terminal;

import dev.npusim.mapper.layer.MappedLayer;
import dev.npusim.mapper.search.Objective;
import dev.npusim.viz.report.Amounts;
import dev.npusim.viz.text.Section;
import dev.npusim.viz.text.Units;
import java.util.Locale;

/**
 * How a mapping was found and how good any can be.
 *
 * @param amounts of the search's energies
 * @param all what it is best of, such as {@code mapping}
 */
record SearchEntries(Amounts amounts, String all) {
  SearchEntries(Amounts amounts) {
    this(amounts, "mapping");
  }

  void add(Section section, MappedLayer.Searched searched) {
    section.entry("optimal", optimal(searched));
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

  private String optimal(MappedLayer.Searched searched) {
    if (isZero(searched)) {
      return "yes, as is every mapping: nothing on this hardware costs any energy, so "
          + name(searched.objective())
          + " tells none apart";
    }
    return searched.optimal()
        ? "yes: proven, no " + all + " has less " + name(searched.objective())
        : "not proven";
  }

  /** Where all energies are zero; cycles never are. */
  private static boolean isZero(MappedLayer.Searched searched) {
    return searched.cost() == 0;
  }

  private String bound(MappedLayer.Searched searched) {
    if (isZero(searched)) {
      return name(searched.objective()) + " of any mapping = 0";
    }
    if (!(searched.lowerBound() > 0)) {
      return "none known for the " + name(searched.objective());
    }
    return name(searched.objective())
        + " of any "
        + all
        + " >= "
        + amount(searched, searched.lowerBound())
        + "; this one has "
        + amount(searched, searched.cost())
        + String.format(Locale.ROOT, ": gap %.2f %%", searched.gapPercent());
  }

  private String amount(MappedLayer.Searched searched, double value) {
    return switch (searched.objective()) {
      case LATENCY -> Units.exact((long) Math.ceil(value)) + " cycles";
      case ENERGY -> amounts.energy(value);
      case EDP -> String.format(Locale.ROOT, "%.6g %s x cycles", value, amounts.energyUnit());
    };
  }

  static String name(Objective objective) {
    return switch (objective) {
      case LATENCY -> "latency";
      case ENERGY -> "energy";
      case EDP -> "EDP";
    };
  }
}
