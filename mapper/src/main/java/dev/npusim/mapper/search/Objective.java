package dev.npusim.mapper.search;

import java.util.Locale;

/**
 * What a search minimises: a function of energy and cycles that grows with both, so that lower
 * bounds of the two bound it. Latency under an SRAM budget is {@link #LATENCY} on an architecture
 * {@link SearchProblem#within with less memory}.
 */
public enum Objective {
  /** Cycles. */
  LATENCY {
    @Override
    public double cost(double energy, double cycles) {
      return cycles;
    }

    @Override
    double second(double energy, double cycles) {
      return energy;
    }

    @Override
    boolean isGuided() {
      return true;
    }

    @Override
    double guide(double energy, double cycles) {
      return energy * energy * energy * cycles;
    }
  },
  /** Energy, in the architecture's unit. */
  ENERGY {
    @Override
    public double cost(double energy, double cycles) {
      return energy;
    }

    @Override
    double second(double energy, double cycles) {
      return cycles;
    }
  },
  /** Energy times cycles. */
  EDP {
    @Override
    public double cost(double energy, double cycles) {
      return energy * cycles;
    }

    @Override
    double second(double energy, double cycles) {
      return energy;
    }
  };

  public abstract double cost(double energy, double cycles);

  /** What decides between mappings of equal cost. */
  abstract double second(double energy, double cycles);

  /** Whether {@link #guide} is another function than the cost. */
  boolean isGuided() {
    return false;
  }

  /**
   * What a descent makes small first. Cycles are those of the busiest port, so most steps do not
   * show in them; what moves little data keeps no port busy.
   */
  double guide(double energy, double cycles) {
    return cost(energy, cycles);
  }

  /** As options spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
