package dev.npusim.mapper;

import java.util.Locale;

/** What a schedule minimises, as the simulator measures it. */
public enum Goal {
  /** Cycles. */
  LATENCY {
    @Override
    public double of(long cycles, double energyJ, long dramBytes) {
      return cycles;
    }
  },
  /** Energy. */
  ENERGY {
    @Override
    public double of(long cycles, double energyJ, long dramBytes) {
      return energyJ;
    }
  },
  /** Energy times cycles. */
  EDP {
    @Override
    public double of(long cycles, double energyJ, long dramBytes) {
      return energyJ * cycles;
    }
  },
  /** Bytes that cross the DRAM bus. */
  DRAM {
    @Override
    public double of(long cycles, double energyJ, long dramBytes) {
      return dramBytes;
    }
  };

  /** The figure that is minimised. */
  public abstract double of(long cycles, double energyJ, long dramBytes);

  /** Whether comparing two programs takes their energy. */
  public boolean needsEnergy() {
    return this == ENERGY || this == EDP;
  }

  /** As options spell it. */
  public String lower() {
    return name().toLowerCase(Locale.ROOT);
  }
}
