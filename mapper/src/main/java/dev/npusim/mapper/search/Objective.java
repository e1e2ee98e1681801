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

  /** As options spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
